@testable import LiveFeed
import Newsroom
import Synchronization
import Testing

@Suite struct ReplayPagesTests {
    /// Counts reads, and can hold them up.
    private final class Log: Sendable {
        let starts = Mutex<[Int64]>([])
        let isOpen = Flag()
        let through: Int64

        init(through: Int64, isOpen: Bool = true) {
            self.through = through
            if isOpen { self.isOpen.set() }
        }

        func read(_ start: Position) async throws -> ReplayPages.Page {
            starts.withLock { $0.append(start.rawValue) }
            while !isOpen.isSet {
                try Task.checkCancellation()
                await Task.yield()
            }
            return ReplayPages.Page(entries: [], through: Position(through))
        }

        var readCount: Int { starts.withLock(\.count) }
    }

    @Test func whoComesFromNearTheSamePlaceSharesAPage() async throws {
        let pages = ReplayPages(pageEvents: 40, maxBytes: 1 << 20)
        let log = Log(through: 100)
        for position in [20, 25, 29, 30] as [Int64] {
            #expect(try await pages.page(of: ["front"], after: Position(position), read: log.read).through == Position(100))
        }
        #expect(log.starts.withLock { $0 } == [20, 30])
    }

    @Test func aPageThatEndsBeforeTheReaderIsReadAgain() async throws {
        let pages = ReplayPages(pageEvents: 40, maxBytes: 1 << 20)
        _ = try await pages.page(of: ["front"], after: Position(20), read: Log(through: 25).read)
        let log = Log(through: 60)
        #expect(try await pages.page(of: ["front"], after: Position(25), read: log.read).through == Position(60))
        #expect(log.readCount == 1)
    }

    @Test func topicsHavePagesOfTheirOwn() async throws {
        let pages = ReplayPages(pageEvents: 40, maxBytes: 1 << 20)
        let log = Log(through: 100)
        for topic in ["front", "alerts", "front"] {
            _ = try await pages.page(of: [topic], after: .zero, read: log.read)
        }
        #expect(log.readCount == 2)
    }

    @Test func whoAsksWhileAPageIsReadWaitsForIt() async throws {
        let pages = ReplayPages(pageEvents: 40, maxBytes: 1 << 20)
        let log = Log(through: 100, isOpen: false)
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 { group.addTask { _ = try await pages.page(of: ["front"], after: .zero, read: log.read) } }
            try await eventually("a read") { log.readCount == 1 }
            log.isOpen.set()
            try await group.waitForAll()
        }
        #expect(log.readCount == 1)
    }

    @Test func aFailureIsEverybodysAndIsForgotten() async throws {
        struct Away: Error {}
        let pages = ReplayPages(pageEvents: 40, maxBytes: 1 << 20)
        await #expect(throws: Away.self) { try await pages.page(of: ["front"], after: .zero) { _ in throw Away() } }
        let log = Log(through: 100)
        _ = try await pages.page(of: ["front"], after: .zero, read: log.read)
        #expect(log.readCount == 1)
    }

    @Test func whenTheReaderLeavesAnotherOneReads() async throws {
        let pages = ReplayPages(pageEvents: 40, maxBytes: 1 << 20)
        let log = Log(through: 100, isOpen: false)
        try await withThrowingTaskGroup { group in
            let first = Task { try await pages.page(of: ["front"], after: .zero, read: log.read) }
            try await eventually("a read") { log.readCount == 1 }
            group.addTask { _ = try await pages.page(of: ["front"], after: .zero, read: log.read) }
            first.cancel()
            await #expect(throws: CancellationError.self) { try await first.value }
            try await eventually("a second read") { log.readCount == 2 }
            log.isOpen.set()
            try await group.waitForAll()
        }
    }

    @Test func whatWasReadBeforeATakedownIsNotGivenToThoseWhoComeAfterIt() async throws {
        let pages = ReplayPages(pageEvents: 40, maxBytes: 1 << 20)
        let log = Log(through: 100, isOpen: false)
        try await withThrowingTaskGroup { group in
            group.addTask { _ = try await pages.page(of: ["front"], after: .zero, read: log.read) }
            try await eventually("a read") { log.readCount == 1 }
            pages.forget()
            group.addTask { _ = try await pages.page(of: ["front"], after: .zero, read: log.read) }
            try await eventually("a second read") { log.readCount == 2 }
            log.isOpen.set()
            try await group.waitForAll()
        }
        pages.forget()
        _ = try await pages.page(of: ["front"], after: .zero, read: log.read)
        #expect(log.readCount == 3)
    }

    @Test func pagesWithoutEventsAreBoundedToo() async throws {
        let pages = ReplayPages(pageEvents: 40, maxBytes: 10_000)
        let log = Log(through: 100)
        for number in 0..<100 { _ = try await pages.page(of: ["article:\(number)"], after: .zero, read: log.read) }
        _ = try await pages.page(of: ["article:0"], after: .zero, read: log.read)
        #expect(log.readCount == 101, "the first was forgotten to make room")
    }

    @Test func theOrderOfTopicsDoesNotMatter() async throws {
        let pages = ReplayPages(pageEvents: 40, maxBytes: 1 << 20)
        let log = Log(through: 100)
        for topics in [["a", "b"], ["b", "a"]] { _ = try await pages.page(of: topics, after: .zero, read: log.read) }
        #expect(log.readCount == 1)
    }
}
