@testable import LiveFeed
import Synchronization
import Testing

@Suite struct GateTests {
    @Test func letsThroughAsManyAsItIsWide() async throws {
        let gate = Gate(width: 3, maxWaiting: 100)
        let inside = Inside()
        try await withThrowingTaskGroup { tasks in
            for _ in 0..<50 {
                tasks.addTask {
                    try await gate.pass {
                        inside.enter(0)
                        await Task.yield()
                        inside.leave()
                    }
                }
            }
            try await tasks.waitForAll()
        }
        #expect(inside.most <= 3)
        #expect(gate.counts == Gate.Counts(free: 3, waiting: 0, cancelled: 0))
    }

    @Test func firstComeFirstServed() async throws {
        let gate = Gate(width: 1, maxWaiting: 100)
        let inside = Inside()
        let isOpen = Flag()
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await gate.pass { try await eventually("the gate's opening") { isOpen.isSet } } }
            try await eventually("a full gate") { gate.counts.free == 0 }
            for number in 0..<10 {
                tasks.addTask { try await gate.pass { inside.enter(number) } }
                try await eventually("number \(number) waits") { gate.counts.waiting == number + 1 }
            }
            isOpen.set()
            try await tasks.waitForAll()
        }
        #expect(inside.order == Array(0..<10))
    }

    @Test func refusesWhenAsManyWaitAsMay() async throws {
        let gate = Gate(width: 1, maxWaiting: 1)
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try? await gate.pass { try await Task.sleep(for: .seconds(600)) } }
            try await eventually("a full gate") { gate.counts.free == 0 }
            tasks.addTask { try? await gate.pass {} }
            try await eventually("one waits") { gate.counts.waiting == 1 }
            await #expect(throws: Gate.Full.self) { try await gate.pass {} }
            tasks.cancelAll()
            try await tasks.waitForAll()
        }
        #expect(gate.counts == Gate.Counts(free: 1, waiting: 0, cancelled: 0))
    }

    @Test func noPermitIsLostWhoeverIsCancelledWhenever() async throws {
        let gate = Gate(width: 2, maxWaiting: 1_000)
        await withTaskGroup { tasks in
            for _ in 0..<500 {
                tasks.addTask {
                    let task = Task { try? await gate.pass { await Task.yield() } }
                    if Bool.random() { await Task.yield() }
                    if Bool.random() { task.cancel() }
                    await task.value
                }
            }
        }
        #expect(gate.counts == Gate.Counts(free: 2, waiting: 0, cancelled: 0))
    }

    @Test func aFailureGivesItsPermitBack() async {
        let gate = Gate(width: 1, maxWaiting: 0)
        for _ in 0..<3 {
            await #expect(throws: MemoryEventLog.Broken.self) { try await gate.pass { throw MemoryEventLog.Broken() } }
        }
    }
}

/// Who passed a gate.
private final class Inside: Sendable {
    private let state = Mutex((now: 0, most: 0, order: [Int]()))

    var most: Int { state.withLock(\.most) }
    var order: [Int] { state.withLock(\.order) }

    func enter(_ number: Int) {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
            state.order.append(number)
        }
    }

    func leave() { state.withLock { $0.now -= 1 } }
}
