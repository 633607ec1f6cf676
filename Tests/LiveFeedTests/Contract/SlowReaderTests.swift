@testable import LiveFeed
import Newsroom
import NIOCore
import Testing

/// Readers that do not read.
@Suite struct SlowReaderTests {
    /// As long deflated as it gets: three quarters.
    private static let long = String((0..<4_000).compactMap { _ in letters.randomElement() })
    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")

    private static func narrow(_ configuration: inout FeedConfiguration) {
        configuration.maxUnsentBytes = 16 << 10
        configuration.socketBufferBytes = 16 << 10
    }

    @Test(arguments: Broadcaster.all)
    func oneThatDoesNotReadDelaysNobodyAndCatchesUpFromTheRing(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: Self.narrow) { desk in
            let slow = try desk.stream("front", receiveBuffer: 65_536)
            let quick = try desk.stream("front")
            _ = try await (slow.opened(), quick.opened())
            try await desk.hasReaders(2)
            for _ in 0..<40 {
                desk.publish(Draft.some(10, text: Self.long))
                _ = try await quick.news(10)
            }
            try await expectBoundedMemory(desk)
            let news = try await slow.news(400)
            #expect(ids(news) == (1...400).map { "aaaaaaaa-\($0)" })
            #expect(desk.log.calls(.eventsOfTopics) == 0)
            desk.publish(Draft.some(1))
            #expect(try await ids(slow.news(1)) == ["aaaaaaaa-401"])
        }
    }

    @Test(arguments: Broadcaster.all)
    func oneThatFellOutOfTheRingIsLaggingAndResumesFromTheLog(_ broadcaster: Broadcaster) async throws {
        try await withDesk(
            broadcaster,
            configure: {
                Self.narrow(&$0)
                $0.maxRingEvents = 20
            }
        ) { desk in
            let slow = try desk.stream("front", receiveBuffer: 65_536)
            _ = try await slow.opened()
            try await desk.hasReaders(1)
            for _ in 0..<40 { try await desk.publishAndWait(Draft.some(10, text: Self.long)) }
            try await expectBoundedMemory(desk)
            let blocks = try await slow.rest()
            #expect(blocks.last?.data.contains("lagging") == true)
            let told = blocks.dropLast().compactMap(\.id)
            #expect(told == (1..<(told.count + 1)).map { "aaaaaaaa-\($0)" })
            #expect(told.count < 400)
            let again = try desk.stream("front", lastEventID: slow.lastEventID)
            #expect(try await again.opened().data.contains("resumed"))
            #expect(try await ids(again.news(400 - told.count)) == ((told.count + 1)...400).map { "aaaaaaaa-\($0)" })
            #expect(desk.log.calls(.eventsOfTopics) > 0)
        }
    }

    @Test(arguments: Broadcaster.all)
    func oneThatNeverReadsAgainIsClosedOnceItFellOutOfTheRing(_ broadcaster: Broadcaster) async throws {
        try await withDesk(
            broadcaster,
            configure: {
                Self.narrow(&$0)
                $0.maxRingEvents = 20
                $0.checkpointInterval = .milliseconds(60)
                $0.closeDeadline = .milliseconds(50)
            }
        ) { desk in
            let slow = try desk.stream("front", receiveBuffer: 65_536)
            _ = try await slow.opened()
            try await desk.hasReaders(1)
            for _ in 0..<40 { try await desk.publishAndWait(Draft.some(10, text: Self.long)) }
            try await desk.isEmpty()
            // Cut, unless the kernel has taken the end after all.
            try await eventually("nothing unsent") { try await desk.unsentBytes() == 0 }
            _ = slow
        }
    }

    @Test(arguments: Broadcaster.all)
    func nothingFollowsTheClosingFrameOfOneThatWasBlocked(_ broadcaster: Broadcaster) async throws {
        try await withDesk(
            broadcaster,
            configure: {
                Self.narrow(&$0)
                $0.drain = .zero
            }
        ) { desk in
            let slow = try desk.stream("front", receiveBuffer: 65_536)
            _ = try await slow.opened()
            try await desk.hasReaders(1)
            for _ in 0..<40 { try await desk.publishAndWait(Draft.some(10, text: Self.long)) }
            desk.server.quiesce()
            try await desk.hasReaders(0)
            let blocks = try await slow.rest()
            let told = blocks.dropLast().compactMap(\.id)
            #expect(told == (1..<(told.count + 1)).map { "aaaaaaaa-\($0)" })
            #expect(blocks.last?.data.contains("draining") == true)
        }
    }

    @Test(arguments: Broadcaster.all)
    func checkpointsAreNotToldToOneThatIsBehind(_ broadcaster: Broadcaster) async throws {
        try await withDesk(
            broadcaster,
            configure: {
                Self.narrow(&$0)
                $0.checkpointInterval = .milliseconds(15)
            }
        ) { desk in
            let slow = try desk.stream("front", receiveBuffer: 65_536)
            _ = try await slow.opened()
            try await desk.hasReaders(1)
            for _ in 0..<20 { try await desk.publishAndWait(Draft.some(10, text: Self.long)) }
            var last: Int64 = 0
            while last < 200 {
                let block = try #require(try await slow.next())
                let position = try #require(block.id.flatMap(Cursor.init)).position.rawValue
                if block.event == "stream.checkpoint" { #expect(position == last) } else { #expect(position == last + 1) }
                last = position
            }
        }
    }

    @Test(arguments: Broadcaster.all)
    func aReplayThatIsNotReadHoldsNoMoreThanAnyReader(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(400, text: Self.long))
        try await withDesk(broadcaster, log: log, configure: Self.narrow) { desk in
            let slow = try desk.stream("front", after: log.cursor(0), receiveBuffer: 65_536)
            _ = try await slow.opened()
            try await eventually("a replay") { log.calls(.eventsOfTopics) == 1 }
            try await expectBoundedMemory(desk)
            #expect(try await ids(slow.news(400)) == (1...400).map { "aaaaaaaa-\($0)" })
        }
    }

    @Test(arguments: Broadcaster.all)
    func aClientThatDoesNotReadItsReplayIsCut(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(400, text: Self.long))
        try await withDesk(
            broadcaster, log: log,
            configure: {
                Self.narrow(&$0)
                $0.replayPageDeadline = .milliseconds(50)
            }
        ) { desk in
            let slow = try desk.stream("front", after: log.cursor(0), receiveBuffer: 65_536)
            _ = try await slow.opened()
            try await eventually("a replay") { log.calls(.eventsOfTopics) == 1 }
            try await desk.isEmpty()
            try await eventually("a closed connection") { try await desk.isDeserted() }
            _ = slow
        }
    }

    /// No channel holds more than its bound and an event or two.
    private func expectBoundedMemory(_ desk: Desk) async throws {
        #expect(try await desk.unsentBytes() <= 16 << 10 + 9_500)
    }
}
