@testable import LiveFeed
import Newsroom
import NIOCore
import Testing

/// How streams end, by the server's will or the client's.
@Suite struct ClosingTests {
    @Test(arguments: Broadcaster.all)
    func theNodeTakesAsManyReadersAsItMay(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.maxReaders = 2 }) { desk in
            let first = try desk.stream("front")
            let second = try desk.stream("front", query: "from=b")
            _ = try await (first.opened(), second.opened())
            try await expectClosing(desk.stream("front", query: "from=c"), "overloaded")
            first.close()
            try await desk.hasReaders(1)
            try await desk.isCounting(1)
            _ = try await desk.stream("front", query: "from=c").opened()
            _ = second
        }
    }

    @Test(arguments: Broadcaster.all)
    func anAddressTakesAsManyReadersAsItMay(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.maxReadersPerAddress = 1 }) { desk in
            let first = try desk.stream("front", query: "from=a")
            _ = try await first.opened()
            try await expectClosing(desk.stream("front", query: "from=a"), "overloaded")
            _ = try await desk.stream("front", query: "from=b").opened()
            _ = first
        }
    }

    @Test(arguments: Broadcaster.all)
    func whoMayNotReadIsToldInBand(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            let client = try desk.stream("moderation", query: "revoked=1")
            try await expectClosing(client, "unauthorized")
            #expect(client.head?.hasPrefix("HTTP/1.1 200") == true)
        }
    }

    @Test(arguments: Broadcaster.all)
    func drainingIsSpreadAndEndsProperly(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.drain = .seconds(8) }) { desk in
            let clients = try (0..<40).map { _ in try desk.stream("front") }
            for client in clients { _ = try await client.opened() }
            try await desk.hasReaders(40)
            desk.server.quiesce()
            // Half of them are gone at some moment: they do not leave all at once.
            try await eventually("some have left") { (1...39).contains(try await desk.readerCount()) }
            // Who is still there is still told.
            var retries: Set<Int> = []
            for client in clients {
                let closing = try #require(try await client.rest().last)
                #expect(closing.data.contains(#""reason":"draining""#))
                retries.insert(closing.retry ?? 0)
            }
            #expect(retries.count > 20)
            try await desk.isEmpty()
        }
    }

    @Test(arguments: Broadcaster.all)
    func whoOpensWhileTheNodeStopsIsDrainedToo(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(10))
        try await withDesk(broadcaster, log: log, configure: { $0.drain = .milliseconds(10) }) { desk in
            log.stall([.eventsOfTopics])
            let client = try desk.stream("front", after: log.cursor(5))
            _ = try await client.opened()
            try await eventually("a replay") { log.calls(.eventsOfTopics) == 1 }
            desk.server.quiesce()
            log.stall([])
            let blocks = try await client.rest()
            #expect(ids(blocks) == (6...10).map { "aaaaaaaa-\($0)" })
            #expect(blocks.last?.data.contains("draining") == true)
        }
    }

    @Test(arguments: Broadcaster.all, [false, true])
    func aClientThatIsGoneIsForgotten(_ broadcaster: Broadcaster, reset: Bool) async throws {
        try await withDesk(broadcaster) { desk in
            for _ in 0..<20 {
                let client = try desk.stream("front", "alerts")
                _ = try await client.opened()
                reset ? client.reset() : client.close()
            }
            try await desk.isEmpty()
        }
    }

    @Test(arguments: Broadcaster.all)
    func aClientThatHalfClosesIsGone(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            let client = try desk.stream("front")
            _ = try await client.opened()
            try await desk.hasReaders(1)
            client.halfClose()
            try await desk.isEmpty()
        }
    }

    @Test(arguments: Broadcaster.all)
    func aClientThatLeavesWhileItsStreamOpensIsForgotten(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.historyInterval = .seconds(600) }) { desk in
            desk.log.stall([.history])
            let clients = try (0..<10).map { _ in try desk.stream("front", query: "after=cccccccc-1") }
            try await eventually("all wait") { desk.feed.historyWaiters.count == 10 }
            for (number, client) in clients.enumerated() {
                switch number % 3 {
                case 0: client.close()
                case 1: client.reset()
                default: client.halfClose()
                }
            }
            desk.log.stall([])
            try await desk.isEmpty()
        }
    }

    @Test(arguments: Broadcaster.all)
    func aClientThatLeavesWhileItsReplayRunsIsForgotten(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(2_000, text: String(repeating: "x", count: 500)))
        try await withDesk(broadcaster, log: log, configure: { $0.maxReplays = 2 }) { desk in
            for round in 0..<12 {
                let client = try desk.stream("front", after: log.cursor(0), receiveBuffer: 65_536)
                _ = try await client.opened()
                _ = try await client.news(round * 5)
                switch round % 3 {
                case 0: client.close()
                case 1: client.reset()
                default: client.halfClose()
                }
                if round % 3 == 2 { continue }
            }
            try await desk.isEmpty()
            // No permit was lost.
            let client = try desk.stream("front", after: log.cursor(0))
            _ = try await client.opened()
            #expect(try await client.news(2_000).count == 2_000)
        }
    }

    @Test(arguments: Broadcaster.all)
    func aReplayThatFailsIsToldInBandAndResumes(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(10))
        try await withDesk(broadcaster, log: log) { desk in
            log.shut([.eventsOfTopics])
            let client = try desk.stream("front", after: log.cursor(5))
            _ = try await client.opened()
            try await expectClosing(client, "overloaded")
            log.shut([])
            let again = try desk.stream("front", lastEventID: client.lastEventID)
            _ = try await again.opened()
            #expect(try await ids(again.news(5)) == (6...10).map { "aaaaaaaa-\($0)" })
        }
    }

    @Test(arguments: Broadcaster.all)
    func readsThatFindNoRoomAreOverloaded(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(10))
        try await withDesk(
            broadcaster, log: log,
            configure: {
                $0.maxLogReads = 1
                $0.maxWaitingLogReads = 1
            }
        ) { desk in
            log.stall([.eventsOfTopics])
            // Of three different reads one runs and one waits.
            let clients = try (0..<3).map { try desk.stream("front", "article:\($0)", after: log.cursor(5)) }
            for client in clients { _ = try await client.opened() }
            try await desk.isCounting(2)
            log.stall([])
            var closings = 0
            for client in clients {
                let block = try #require(try await client.nextTold())
                if block.event == "stream.closing" { closings += 1 } else { #expect(block.id == "aaaaaaaa-6") }
            }
            #expect(closings == 1)
        }
    }
}
