@testable import LiveFeed
import Newsroom
import NIOCore
import Testing

/// Streams that are not everybody's, and what becomes of them when somebody's rights change.
@Suite struct RightsTests {
    @Test(arguments: Broadcaster.all)
    func whoseRightsChangeIsToldAndEnded(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            let own = try (0..<3).map { _ in try desk.stream("reader:ana", query: "account=ana") }
            let watching = try desk.stream("moderation", query: "account=ana")
            let following = try desk.stream("reader:ana", query: "account=admin")
            let others = try [desk.stream("reader:ben", query: "account=ben"), desk.stream("front"), desk.stream("moderation")]
            for client in own + [watching, following] + others { _ = try await client.opened() }
            try await desk.hasReaders(8)
            desk.publish(
                [Draft(topics: ["moderation"], text: "before")] + [Draft.rights(of: "ana")]
                    + [Draft(topics: ["moderation", "reader:ana", "front", "reader:ben"], text: "after")])
            for client in own + [following] {
                let blocks = try await client.rest()
                #expect(blocks.map(\.event) == ["account.changed", "stream.closing"])
                #expect(blocks.last?.data.contains(#""reason":"unauthorized""#) == true)
            }
            let blocks = try await watching.rest()
            #expect(blocks.map(\.event) == ["article.updated", "stream.closing"])
            #expect(blocks.first?.data.contains("before 0") == false && blocks.first?.data.contains("before") == true)
            try await desk.hasReaders(3)
            #expect(try await others[0].news(1).first?.data.contains("after") == true)
            #expect(try await others[1].news(1).first?.data.contains("after") == true)
            #expect(try await others[2].news(2).last?.data.contains("after") == true)
            // Who still may, comes back.
            let again = try desk.stream("reader:ana", lastEventID: own[0].lastEventID, query: "account=ana")
            _ = try await again.opened()
            #expect(try await again.news(1).first?.data.contains("after") == true)
        }
    }

    @Test(arguments: Broadcaster.all)
    func whoDoesNotReadIsEndedToo(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.closeDeadline = .milliseconds(50) }) { desk in
            let client = try desk.stream("moderation", query: "account=ana", allowance: 0, receiveBuffer: 4096)
            try await desk.hasReaders(1)
            for _ in 0..<40 {
                try await desk.publishAndWait(Draft.some(20, topics: ["moderation"], text: String(repeating: "x", count: 5000)))
            }
            desk.publish([.rights(of: "ana")])
            try await desk.isEmpty()
            _ = client
        }
    }

    @Test(arguments: Broadcaster.all)
    func rightsThatChangeDuringAReplayEndIt(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(10, topics: ["moderation"]))
        try await withDesk(broadcaster, log: log) { desk in
            log.stall([.eventsOfTopics])
            let client = try desk.stream("moderation", after: log.cursor(5), query: "account=ana")
            _ = try await client.opened()
            try await eventually("a replay") { log.calls(.eventsOfTopics) == 1 }
            try await desk.publishAndWait([.rights(of: "ana")])
            log.stall([])
            let blocks = try await client.rest()
            #expect(blocks.last?.data.contains(#""reason":"unauthorized""#) == true)
            try await desk.isEmpty()
        }
    }

    @Test(arguments: Broadcaster.all)
    func whatChangedBeforeTheyWereAskedForIsHistory(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell([.rights(of: "ana")] + Draft.some(3, topics: ["reader:ana"]))
        try await withDesk(broadcaster, log: log, configure: { $0.warmRingEvents = 100 }) { desk in
            let client = try desk.stream("reader:ana", after: log.cursor(0), query: "account=ana")
            _ = try await client.opened()
            #expect(try await client.news(4).map(\.event).first == "account.changed")
            try await desk.publishAndWait(Draft.some(1, topics: ["reader:ana"], text: "still there"))
            #expect(try await client.news(1).first?.data.contains("still there") == true)
        }
    }

    @Test func aRingThatHasLostTheMomentTrustsNobody() {
        var ring = FeedRing(head: .zero, maxCount: 2, maxBytes: .max)
        let rights = StreamRights(subject: "account/ana", since: .zero)
        let token = EpochToken.of("aaaaaaaa")
        #expect(!ring.mayRevoke(rights))
        ring.append(FeedEntry(Draft(topics: ["front"]).event(at: ring.head.next, token: token)))
        ring.append(FeedEntry(Draft.rights(of: "ben").event(at: ring.head.next, token: token)))
        #expect(!ring.mayRevoke(rights))
        ring.append(FeedEntry(Draft(topics: ["front"]).event(at: ring.head.next, token: token)))
        #expect(ring.mayRevoke(rights))
        #expect(!ring.mayRevoke(StreamRights(subject: "account/ana", since: ring.head)))
    }
}
