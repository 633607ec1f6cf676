@testable import LiveFeed
import Newsroom
import NIOCore
import Testing

/// What a stream tells while it is open.
@Suite struct FollowingTests {
    private static let topics = ["front", "alerts", "section:world", "section:local", "article:1"]

    /// A change that concerns some of the topics.
    private static func draft() -> Draft { Draft(topics: Array(topics.shuffled().prefix(.random(in: 1...4)))) }

    @Test(arguments: Broadcaster.all)
    func onlyItsTopicsEachEventOnceInOrder(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            let sets: [[String]] = [["front"], ["alerts", "front"], ["section:world"], Self.topics, ["nobody"]]
            let clients = try sets.map { topics in
                try desk.stream(topics[0], query: topics.dropFirst().map { "topic=\($0)" }.joined(separator: "&"))
            }
            for client in clients { _ = try await client.opened() }
            try await desk.hasReaders(sets.count)
            for _ in 0..<40 {
                try await desk.publishAndWait((0..<Int.random(in: 1...20)).map { _ in Self.draft() })
            }
            // Closes every stream, so that what was not due would be seen.
            desk.server.quiesce()
            for (topics, client) in zip(sets, clients) {
                let told = try await client.rest()
                #expect(ids(told.filter { !$0.isControl }) == ids(desk.log.events(of: topics, after: .zero)), "\(topics)")
            }
        }
    }

    @Test(arguments: Broadcaster.all)
    func joinsASnapshotWithoutASeamAtAnyMoment(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.maxRingEvents = 800 }) { desk in
            let total: Int64 = 2_000
            try await withThrowingTaskGroup { tasks in
                tasks.addTask {
                    for _ in 0..<(total / 10) {
                        desk.publish((0..<10).map { _ in Draft(topics: [Self.topics.randomElement() ?? "front"]) })
                        try await Task.sleep(for: .milliseconds(.random(in: 0...3)))
                    }
                }
                for _ in 0..<60 {
                    tasks.addTask {
                        try await Task.sleep(for: .milliseconds(.random(in: 0...300)))
                        // A snapshot holds what its cursor says; it may lie before or behind what this node has told.
                        let cursor = desk.log.cursor
                        let topics = Array(Self.topics.shuffled().prefix(2))
                        let client = try desk.stream(topics[0], topics[1], after: cursor)
                        #expect(try await client.opened().id == cursor.description)
                        try await eventually("all is committed") { desk.log.head.rawValue == total }
                        let due = desk.log.events(of: topics, after: cursor.position)
                        #expect(try await ids(client.news(due.count)) == ids(due))
                    }
                }
                try await tasks.waitForAll()
            }
        }
    }

    @Test(arguments: Broadcaster.all)
    func checkpointsTellTheHeadOfAQuietTopic(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.checkpointInterval = .milliseconds(60) }) { desk in
            let client = try desk.stream("alerts")
            _ = try await client.opened()
            try await desk.publishAndWait(Draft.some(5))
            let checkpoint = try StreamBlock("id: aaaaaaaa-5\nevent: stream.checkpoint\ndata: {}".utf8)
            try await eventually("a checkpoint at the head") { try await client.next() == checkpoint }
            // And again: an interval, not once.
            #expect(try await client.next() == checkpoint)
            #expect(client.lastEventID == "aaaaaaaa-5")
        }
    }

    @Test(arguments: Broadcaster.all)
    func aTakedownBlanksWhatTheRingTells(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            try await desk.publishAndWait([
                Draft(subject: "article/1", text: "libel"), Draft(subject: "article/2", text: "fine"),
                Draft(subject: "article/1", text: "libel again"),
            ])
            try await desk.publishAndWait([Draft(subject: "article/1", text: "withdrawn", isTakedown: true)])
            let client = try desk.stream("front", after: desk.log.cursor(0))
            #expect(try await client.opened().data.contains("resumed"))
            let news = try await client.news(4)
            #expect(ids(news) == (1...4).map { "aaaaaaaa-\($0)" })
            #expect(news.map { $0.data.hasSuffix(#""data":{"redacted":true}}"#) } == [true, false, true, false])
            #expect(!news.contains { $0.data.contains("libel") })
            #expect(desk.log.calls(.eventsOfTopics) == 0)
            let page = try await desk.feed.page(of: ["front"], after: "aaaaaaaa-0", limit: 10, wait: .zero)
            #expect(!page.events.contains { String(buffer: $0).contains("libel") })
        }
    }

    @Test(arguments: Broadcaster.all)
    func aFailingLogLeavesStreamsOpen(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            let client = try desk.stream("front")
            _ = try await client.opened()
            let calls = desk.log.calls(.history)
            desk.log.shut(Set(MemoryEventLog.Door.allCases))
            desk.publish(Draft.some(3))
            try await eventually("several attempts") { desk.log.calls(.history) >= calls + 3 }
            #expect(desk.feed.head?.position == .zero)
            desk.log.shut([])
            #expect(try await ids(client.news(3)) == ["aaaaaaaa-1", "aaaaaaaa-2", "aaaaaaaa-3"])
        }
    }

    @Test(arguments: Broadcaster.all)
    func nothingIsToldBehindAHoleUntilItIsFilled(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            let client = try desk.stream("front")
            _ = try await client.opened()
            desk.log.hide(Position(3))
            desk.publish(Draft.some(5))
            #expect(try await ids(client.news(2)) == ["aaaaaaaa-1", "aaaaaaaa-2"])
            try await eventually("an alarm") { desk.hole == Position(3) }
            #expect(!desk.isReady)
            #expect(desk.feed.head?.position == Position(2))
            desk.log.reveal()
            #expect(try await ids(client.news(3)) == ["aaaaaaaa-3", "aaaaaaaa-4", "aaaaaaaa-5"])
            try await eventually("good health") { desk.isReady }
        }
    }

    @Test(arguments: Broadcaster.all)
    func aHoleAtTheStartKeepsANodeFromNothingButWhatLiesBehindIt(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(10))
        log.hide(Position(5))
        try await withDesk(broadcaster, log: log, configure: { $0.warmRingEvents = 100 }) { desk in
            try await eventually("an alarm") { desk.hole == Position(5) }
            let client = try desk.stream("front", after: log.cursor(2))
            _ = try await client.opened()
            #expect(try await ids(client.news(2)) == ["aaaaaaaa-3", "aaaaaaaa-4"])
            log.reveal()
            #expect(try await ids(client.news(6)) == (5...10).map { "aaaaaaaa-\($0)" })
        }
    }

    @Test(arguments: Broadcaster.all)
    func whenHistoryChangesStreamsCloseAndLostCursorsDiverge(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            try await desk.publishAndWait(Draft.some(10))
            let client = try desk.stream("front")
            _ = try await client.opened()
            let lost = desk.log.cursor
            let kept = desk.log.cursor(4)
            desk.log.restore(to: Position(4), token: "bbbbbbbb")
            try await expectClosing(client, "lagging")
            #expect(try await desk.stream("front", after: lost).opened().data.contains(#""reason":"diverged""#))
            let again = try desk.stream("front", after: kept)
            #expect(try await again.opened().data.contains("resumed"))
            desk.publish(Draft.some(2))
            #expect(try await ids(again.news(2)) == ["bbbbbbbb-5", "bbbbbbbb-6"])
        }
    }

    @Test(arguments: Broadcaster.all)
    func eventsOfANewHistoryAreNotToldToReadersOfTheOld(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.historyInterval = .seconds(600) }) { desk in
            try await desk.publishAndWait(Draft.some(10))
            let client = try desk.stream("front")
            _ = try await client.opened()
            // The new history has grown beyond where the old one was before anybody looked.
            desk.log.restore(to: Position(4), token: "bbbbbbbb")
            desk.log.tell(Draft.some(20))
            desk.publish(Draft.some(1))
            try await expectClosing(client, "lagging")
            #expect(client.lastEventID == "aaaaaaaa-10")
        }
    }

    @Test(arguments: Broadcaster.all)
    func whoOpensWhileTheHistoryChangesIsNotLeftInTheOld(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(10))
        try await withDesk(broadcaster, log: log, configure: { $0.maxRingEvents = 3 }) { desk in
            log.stall([.eventsOfTopics])
            let client = try desk.stream("front", after: log.cursor(8))
            _ = try await client.opened()
            try await eventually("a replay") { log.calls(.eventsOfTopics) == 1 }
            log.restore(to: Position(4), token: "bbbbbbbb")
            try await eventually("the new history") { desk.feed.head?.token == .of("bbbbbbbb") }
            log.stall([])
            try await expectClosing(client, "lagging")
            #expect(client.lastEventID == "aaaaaaaa-8")
        }
    }

    @Test(arguments: Broadcaster.all)
    func aReplayFromWhichRetentionTookIsNotTold(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(20))
        try await withDesk(broadcaster, log: log) { desk in
            log.stall([.eventsOfTopics])
            let client = try desk.stream("front", after: log.cursor(5))
            _ = try await client.opened()
            try await eventually("a replay") { log.calls(.eventsOfTopics) == 1 }
            log.expire(through: Position(15))
            let looks = log.calls(.history)
            try await eventually("a look at the history") { log.calls(.history) >= looks + 2 }
            log.stall([])
            try await expectClosing(client, "lagging")
            #expect(try await desk.stream("front", lastEventID: client.lastEventID).opened().data.contains("expired"))
        }
    }

    @Test(arguments: Broadcaster.all)
    func aNewEpochWithoutALossKeepsStreamsOpen(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            try await desk.publishAndWait(Draft.some(3))
            let client = try desk.stream("front")
            _ = try await client.opened()
            desk.log.restart(token: "bbbbbbbb")
            desk.publish(Draft.some(1))
            #expect(try await ids(client.news(1)) == ["bbbbbbbb-4"])
        }
    }

    @Test(arguments: Broadcaster.all)
    func clientsThatDieAtAnyByteLoseAndRepeatNothing(_ broadcaster: Broadcaster) async throws {
        try await withDesk(
            broadcaster,
            configure: {
                $0.maxRingEvents = 80
                $0.replayPageEvents = 30
                $0.checkpointInterval = .milliseconds(30)
            }
        ) { desk in
            let total: Int64 = 1_000
            try await withThrowingTaskGroup { tasks in
                for number in 0..<20 {
                    let topics = Array(Self.topics.shuffled().prefix(1 + number % Self.topics.count))
                    tasks.addTask {
                        var told: [String] = []
                        var last = "aaaaaaaa-0"
                        for _ in 0..<50 {
                            (told, last) = try await read(topics, last, .random(in: 1...12_000), told, desk, total)
                        }
                        (told, last) = try await read(topics, last, .max, told, desk, total)
                        #expect(told == ids(desk.log.events(of: topics, after: .zero)))
                    }
                }
                tasks.addTask {
                    var left = Int(total)
                    while left > 0 {
                        let count = min(left, .random(in: 1...9))
                        desk.publish((0..<count).map { _ in Self.draft() })
                        left -= count
                        try await Task.sleep(for: .milliseconds(.random(in: 0...10)))
                    }
                }
                try await tasks.waitForAll()
            }
        }
    }

    /// Reads until the client dies, or has been told everything.
    private func read(
        _ topics: [String], _ last: String, _ allowance: Int, _ told: [String], _ desk: Desk, _ total: Int64
    ) async throws -> ([String], String) {
        var told = told
        let client = try desk.stream(
            topics[0], lastEventID: last, query: topics.dropFirst().map { "topic=\($0)" }.joined(separator: "&"),
            allowance: allowance)
        do {
            while let block = try await client.next() {
                if block.event == "stream.opened" {
                    #expect(block.data.contains("resumed"))
                } else if let id = block.id, !block.isControl {
                    told.append(id)
                }
                if client.lastEventID == "aaaaaaaa-\(total)" { break }
            }
        } catch is StreamClient.Enough {
            // Died, as it should.
        }
        return (told, client.lastEventID ?? last)
    }
}
