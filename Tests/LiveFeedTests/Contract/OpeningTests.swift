@testable import LiveFeed
import Newsroom
import Testing

/// What a stream says first, and from where it goes on.
@Suite struct OpeningTests {
    @Test(arguments: Broadcaster.all)
    func withoutACursorItStartsAtTheHead(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            try await desk.publishAndWait(Draft.some(3))
            let client = try desk.stream("front")
            let opened = try await client.opened()
            #expect(opened.id == "aaaaaaaa-3")
            #expect(opened.data == #"{"verdict":"fresh","head":"aaaaaaaa-3"}"#)
            #expect(opened.retry.map { (1000...3000).contains($0) } == true)
            #expect(client.head?.hasPrefix("HTTP/1.1 200") == true)
            try await desk.publishAndWait(Draft.some(1))
            #expect(try await ids(client.news(1)) == ["aaaaaaaa-4"])
        }
    }

    @Test(arguments: Broadcaster.all)
    func resumesFromTheRingWithoutAskingTheLog(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            try await desk.publishAndWait(Draft.some(5))
            let client = try desk.stream("front", after: desk.log.cursor(2))
            let opened = try await client.opened()
            #expect(opened.id == "aaaaaaaa-2")
            #expect(opened.data == #"{"verdict":"resumed","from":"aaaaaaaa-2","head":"aaaaaaaa-5"}"#)
            let news = try await client.news(3)
            #expect(ids(news) == ["aaaaaaaa-3", "aaaaaaaa-4", "aaaaaaaa-5"])
            #expect(news[0].event == "article.updated")
            #expect(news[0].data == desk.log.events(of: ["front"], after: Position(2))[0].cloudEvent)
            #expect(desk.log.calls(.eventsOfTopics) == 0)
        }
    }

    @Test(arguments: Broadcaster.all)
    func theHeaderWinsOverTheQuery(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            try await desk.publishAndWait(Draft.some(5))
            let client = try desk.stream("front", after: desk.log.cursor(1), lastEventID: "aaaaaaaa-4")
            #expect(try await client.opened().id == "aaaaaaaa-4")
            #expect(try await ids(client.news(1)) == ["aaaaaaaa-5"])
        }
    }

    @Test(arguments: Broadcaster.all)
    func resumesFromTheLogPageByPageThenFromTheRing(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(1000))
        try await withDesk(broadcaster, log: log, configure: { $0.replayPageEvents = 70 }) { desk in
            let isDone = Flag()
            try await withThrowingTaskGroup { tasks in
                tasks.addTask {
                    while !isDone.isSet {
                        desk.publish(Draft.some(3))
                        try await Task.sleep(for: .milliseconds(1))
                    }
                }
                defer { isDone.set() }
                let client = try desk.stream("front", after: log.cursor(10))
                #expect(try await client.opened().id == "aaaaaaaa-10")
                let news = try await client.news(1500)
                #expect(ids(news) == (11...1510).map { "aaaaaaaa-\($0)" })
                #expect(log.calls(.eventsOfTopics) >= 990 / 70)
            }
        }
    }

    @Test(arguments: Broadcaster.all)
    func aCrowdThatComesBackTogetherReadsTheLogOnce(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(100))
        try await withDesk(broadcaster, log: log) { desk in
            let clients = try (0..<100).map { try desk.stream("front", after: log.cursor(Int64($0))) }
            for (number, client) in clients.enumerated() {
                _ = try await client.opened()
                #expect(try await ids(client.news(100 - number)) == ((number + 1)...100).map { "aaaaaaaa-\($0)" })
            }
            #expect(log.calls(.eventsOfTopics) == 1)
        }
    }

    @Test(arguments: Broadcaster.all)
    func aReaderOfAQuickerNodeIsToldEachEventOnce(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.checkpointInterval = .milliseconds(30) }) { desk in
            try await desk.publishAndWait(Draft.some(3))
            desk.log.shut([.events])
            desk.log.tell(Draft.some(4))
            let client = try desk.stream("front", "alerts", after: desk.log.cursor(5))
            #expect(try await client.opened().data == #"{"verdict":"resumed","from":"aaaaaaaa-5","head":"aaaaaaaa-5"}"#)
            try await desk.hasReaders(1)
            #expect(desk.feed.head?.position == Position(3))
            desk.log.shut([])
            #expect(try await ids(client.news(2)) == ["aaaaaaaa-6", "aaaaaaaa-7"])
            desk.publish(Draft.some(1, topics: ["elsewhere"]))
            try await eventually("a checkpoint at the head") { try await client.next()?.id == "aaaaaaaa-8" }
        }
    }

    @Test(arguments: Broadcaster.all)
    func aReaderOfAQuickerNodeIsToldEachEventOnceAlsoWhenMoreComesThanIsToldTogether(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            try await desk.publishAndWait(Draft.some(3))
            desk.log.shut([.events])
            desk.log.tell(Draft.some(100, text: String(repeating: "x", count: 4_000)))
            let client = try desk.stream("front", after: desk.log.cursor(5))
            _ = try await client.opened()
            try await desk.hasReaders(1)
            desk.log.shut([])
            #expect(try await ids(client.news(98)) == (6...103).map { "aaaaaaaa-\($0)" })
            desk.publish(Draft.some(1))
            #expect(try await ids(client.news(1)) == ["aaaaaaaa-104"])
        }
    }

    @Test(arguments: Broadcaster.all)
    func aQuickReaderOfAnotherTopicGetsCheckpointsOnceTheNodeHasCaughtUp(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.checkpointInterval = .milliseconds(30) }) { desk in
            try await desk.publishAndWait(Draft.some(3))
            desk.log.shut([.events])
            desk.log.tell(Draft.some(4))
            let client = try desk.stream("alerts", after: desk.log.cursor)
            _ = try await client.opened()
            desk.log.shut([])
            let checkpoint = try #require(try await client.next())
            #expect(checkpoint == (try StreamBlock("id: aaaaaaaa-7\nevent: stream.checkpoint\ndata: {}".utf8)))
        }
    }

    @Test(arguments: Broadcaster.all, ["", "x", "aaaaaaaa", "aaaaaaaa-01", "AAAAAAAA-1", "aaaaaaaa-1-1", "aaaaaaaa-+1"])
    func whatIsNoCursorIsMalformed(_ broadcaster: Broadcaster, _ text: String) async throws {
        try await withDesk(broadcaster) { desk in
            try await desk.publishAndWait(Draft.some(2))
            let client = try desk.stream("front", query: "after=\(text)")
            try await expectReset(client, "malformed", head: "aaaaaaaa-2", desk)
        }
    }

    @Test(arguments: Broadcaster.all)
    func aCursorOlderThanTheLogIsExpired(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(20))
        log.expire(through: Position(10))
        try await withDesk(broadcaster, log: log) { desk in
            try await expectReset(desk.stream("front", after: log.cursor(9)), "expired", head: "aaaaaaaa-20", desk)
            let client = try desk.stream("front", after: log.cursor(10))
            #expect(try await client.opened().id == "aaaaaaaa-10")
        }
    }

    @Test(arguments: Broadcaster.all)
    func aCursorFurtherBackThanAReplayGoesIsExpired(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(20))
        try await withDesk(broadcaster, log: log, configure: { $0.maxReplayPositions = 5 }) { desk in
            try await expectReset(desk.stream("front", after: log.cursor(14)), "expired", head: "aaaaaaaa-20", desk)
            let client = try desk.stream("front", after: log.cursor(16))
            #expect(try await client.opened().id == "aaaaaaaa-16")
        }
    }

    @Test(arguments: Broadcaster.all)
    func aCursorOfALostHistoryHasDiverged(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(20))
        let lost = log.cursor(15)
        let kept = log.cursor(10)
        log.restore(to: Position(10), token: "bbbbbbbb")
        log.tell(Draft.some(10))
        try await withDesk(broadcaster, log: log) { desk in
            try await expectReset(desk.stream("front", after: lost), "diverged", head: "bbbbbbbb-20", desk)
            let client = try desk.stream("front", after: kept)
            #expect(try await client.opened().data == #"{"verdict":"resumed","from":"aaaaaaaa-10","head":"bbbbbbbb-21"}"#)
            #expect(try await ids(client.news(2)) == ["bbbbbbbb-11", "bbbbbbbb-12"])
        }
    }

    @Test(arguments: Broadcaster.all)
    func aCursorThatNobodyHasGivenOutIsOfTheFuture(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            try await desk.publishAndWait(Draft.some(2))
            let calls = desk.log.calls(.history)
            try await expectReset(desk.stream("front", after: desk.log.cursor(1000)), "future", head: "aaaaaaaa-2", desk)
            #expect(desk.log.calls(.history) > calls)
        }
    }

    @Test(arguments: Broadcaster.all)
    func anUnknownEpochIsAskedForBeforeItIsRefused(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.historyInterval = .seconds(600) }) { desk in
            try await desk.publishAndWait(Draft.some(2))
            try await expectReset(desk.stream("front", query: "after=cccccccc-1"), "unknown", head: "aaaaaaaa-2", desk)
            desk.log.restart(token: "bbbbbbbb")
            let client = try desk.stream("front", query: "after=bbbbbbbb-3")
            #expect(try await client.opened().data == #"{"verdict":"resumed","from":"bbbbbbbb-3","head":"bbbbbbbb-3"}"#)
        }
    }

    @Test(arguments: Broadcaster.all)
    func manyWhoAskAboutTheHistoryAtOnceShareTheAnswer(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.historyInterval = .seconds(600) }) { desk in
            try await desk.publishAndWait(Draft.some(2))
            desk.log.stall([.history])
            let before = desk.log.calls(.history)
            let clients = try (0..<50).map { _ in try desk.stream("front", query: "after=cccccccc-1") }
            try await eventually("all wait") { desk.feed.historyWaiters.count == 50 }
            desk.log.stall([])
            for client in clients { _ = try await client.opened() }
            #expect(desk.log.calls(.history) - before <= 4)
        }
    }

    @Test(arguments: Broadcaster.all)
    func whileTheLogCannotBeReadItIsOverloaded(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.shut(Set(MemoryEventLog.Door.allCases))
        try await withDesk(broadcaster, log: log, isReady: false) { desk in
            try await expectClosing(desk.stream("front"), "overloaded")
            log.shut([])
            try await eventually("a start") { desk.feed.head != nil }
            _ = try await desk.stream("front").opened()
        }
    }

    private func expectReset(_ client: StreamClient, _ reason: String, head: String, _ desk: Desk) async throws {
        let opened = try await client.opened()
        #expect(opened.id == head)
        #expect(opened.data == #"{"verdict":"reset","reason":"\#(reason)","snapshot":"/v1/articles","head":"\#(head)"}"#)
        #expect(opened.retry != nil)
        // It goes on from the head.
        let next = desk.log.head.next.rawValue
        desk.publish(Draft.some(1))
        #expect(try await ids(client.news(1)) == ["\(desk.log.cursor(next))"])
    }
}

/// Expects nothing but a closing frame, then the end of the response.
func expectClosing(_ client: StreamClient, _ reason: String) async throws {
    let blocks = try await client.rest()
    let closing = try #require(blocks.last)
    #expect(closing.event == "stream.closing")
    #expect(closing.retry != nil)
    #expect(closing.data == #"{"reason":"\#(reason)","retry_ms":\#(closing.retry ?? 0)}"#)
}
