@testable import LiveFeed
import Testing

@Suite struct WaitersTests {
    private let waiters = Waiters(maxCount: 3)

    @Test func aWaiterIsResumedByItsTopicOnly() async throws {
        async let hasWaited = waiters.wait(for: ["a", "b"], atMost: .seconds(600)) { false }
        try await eventually("one waits") { waiters.count == 1 }
        waiters.resume(for: ["c"])
        #expect(waiters.count == 1)
        waiters.resume(for: ["c", "b"])
        #expect(await hasWaited)
        #expect(waiters.count == 0)
    }

    @Test func whatWasToldBeforeTheRegistrationIsNotMissed() async {
        #expect(await waiters.wait(for: ["a"], atMost: .seconds(600)) { waiters.count == 1 })
        let hasWaited = await waiters.wait(for: ["a"], atMost: .seconds(600)) {
            waiters.resume(for: ["a"])
            return false
        }
        #expect(hasWaited)
    }

    @Test(arguments: [Duration.seconds(-1), .zero, .nanoseconds(1), .milliseconds(5)])
    func aTimeThatHasPassedResumes(_ limit: Duration) async {
        for _ in 0..<20 { await waiters.wait(for: ["a"], atMost: limit) { false } }
        #expect(waiters.count == 0)
    }

    @Test func cancellationResumes() async throws {
        for round in 0..<200 {
            let task = Task { await waiters.wait(for: ["a"], atMost: .seconds(600)) { false } }
            if round.isMultiple(of: 2) { await Task.yield() }
            task.cancel()
            _ = await task.value
        }
        #expect(waiters.count == 0)
    }

    @Test func noMoreWaitThanMay() async throws {
        try await withThrowingTaskGroup { tasks in
            for _ in 0..<3 {
                tasks.addTask { [waiters] in _ = await waiters.wait(for: ["a"], atMost: .seconds(600)) { false } }
            }
            try await eventually("three wait") { waiters.count == 3 }
            #expect(await waiters.wait(for: ["a"], atMost: .seconds(600)) { false } == false)
            waiters.resumeAll()
            try await tasks.waitForAll()
        }
        #expect(waiters.count == 0)
    }
}
