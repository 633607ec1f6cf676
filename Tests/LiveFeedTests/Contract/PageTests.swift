@testable import LiveFeed
import Newsroom
import NIOCore
import Testing

/// The log without a stream: pages, and long polls.
@Suite struct PageTests {
    @Test(arguments: Broadcaster.all)
    func pagesFollowEachOtherWithoutASeam(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell((0..<50).map { Draft(topics: $0 % 3 == 0 ? ["front", "alerts"] : ["front"]) })
        try await withDesk(broadcaster, log: log) { desk in
            // Half of it from the log, half of it from the ring.
            try await desk.publishAndWait((50..<100).map { Draft(topics: $0 % 3 == 0 ? ["front", "alerts"] : ["front"]) })
            for topics in [["front"], ["alerts"], ["alerts", "front"], ["nobody"]] {
                var cursor = log.cursor(0)
                var told: [String] = []
                while cursor != log.cursor {
                    let page = try await desk.feed.page(of: topics, after: cursor.description, limit: 7, wait: .zero)
                    #expect(page.isFull == (page.events.count == 7))
                    #expect(page.cursor.position > cursor.position)
                    told += page.events.map { String(buffer: $0) }
                    cursor = page.cursor
                }
                #expect(told == log.events(of: topics, after: .zero).map(\.cloudEvent))
            }
        }
    }

    @Test(arguments: Broadcaster.all)
    func withoutACursorItStartsAtTheHead(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            try await desk.publishAndWait(Draft.some(3))
            let page = try await desk.feed.page(of: ["front"], after: nil, limit: 10, wait: .zero)
            #expect(page.events.isEmpty)
            #expect(page.cursor == desk.log.cursor(3))
        }
    }

    @Test(arguments: Broadcaster.all)
    func aLongPollEndsWithTheEventItWaitsFor(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            async let page = desk.feed.page(of: ["alerts"], after: "aaaaaaaa-0", limit: 10, wait: .seconds(600))
            try await eventually("a poll") { desk.feed.pollWaiters.count == 1 }
            try await desk.publishAndWait(Draft.some(5))
            #expect(desk.feed.pollWaiters.count == 1)
            desk.publish(Draft.some(1, topics: ["alerts"]))
            #expect(try await page.events.count == 1)
            #expect(try await page.cursor == desk.log.cursor(6))
        }
    }

    @Test(arguments: Broadcaster.all)
    func aLongPollEndsEmptyWithTheHead(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            async let page = desk.feed.page(of: ["alerts"], after: "aaaaaaaa-0", limit: 10, wait: .milliseconds(200))
            try await eventually("a poll") { desk.feed.pollWaiters.count == 1 }
            try await desk.publishAndWait(Draft.some(5))
            #expect(try await page.events.isEmpty)
            #expect(try await page.cursor == desk.log.cursor(5))
            #expect(desk.feed.pollWaiters.count == 0)
        }
    }

    @Test(arguments: Broadcaster.all)
    func aLongPollAcrossAChangeOfHistoryIsReset(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            try await desk.publishAndWait(Draft.some(10))
            async let change: Void = {
                try await eventually("a poll") { desk.feed.pollWaiters.count == 1 }
                desk.log.restore(to: Position(4), token: "bbbbbbbb")
            }()
            await #expect(throws: CursorError.reset(.diverged)) {
                try await desk.feed.page(of: ["alerts"], after: "aaaaaaaa-10", limit: 10, wait: .milliseconds(500))
            }
            try await change
        }
    }

    @Test(
        arguments: Broadcaster.all,
        [("x", ResetReason.malformed), ("aaaaaaaa-9", .future), ("cccccccc-1", .unknown), ("aaaaaaaa-1", .expired)])
    func aCursorThatCannotBeHonouredSaysWhy(_ broadcaster: Broadcaster, _ row: (String, ResetReason)) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(5))
        log.expire(through: Position(3))
        try await withDesk(broadcaster, log: log) { desk in
            await #expect(throws: CursorError.reset(row.1)) {
                try await desk.feed.page(of: ["front"], after: row.0, limit: 10, wait: .zero)
            }
        }
    }

    @Test(arguments: Broadcaster.all)
    func aLogThatCannotBeReadIsUnavailable(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(5))
        try await withDesk(broadcaster, log: log) { desk in
            log.shut([.eventsOfTopics])
            await #expect(throws: CursorError.unavailable) {
                try await desk.feed.page(of: ["front"], after: "aaaaaaaa-1", limit: 10, wait: .zero)
            }
            log.shut([])
            let page = try await desk.feed.page(of: ["front"], after: "aaaaaaaa-1", limit: 10, wait: .zero)
            #expect(page.events.count == 4)
        }
    }

    @Test(arguments: Broadcaster.all)
    func aPollThatIsCancelledLeavesNothing(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            let feed = desk.feed
            try await withThrowingTaskGroup { tasks in
                for _ in 0..<10 {
                    tasks.addTask { _ = try? await feed.page(of: ["front"], after: nil, limit: 1, wait: .seconds(600)) }
                }
                try await eventually("all wait") { feed.pollWaiters.count == 10 }
                tasks.cancelAll()
                try await tasks.waitForAll()
            }
            #expect(feed.pollWaiters.count == 0)
        }
    }
}
