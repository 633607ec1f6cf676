import EventStreams
@testable import LiveFeed
import Newsroom
import NIOCore
import Synchronization
import Testing

/// What is different for readers who take gzip. That all the rest is not, the other tests show: they run over both codings.
@Suite struct GzipTests {
    private static let gzipped = Broadcaster.all.filter { $0.codings == [.gzip] }

    @Test(arguments: Broadcaster.all)
    func eachEventIsReadableAsSoonAsItIsSent(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster, configure: { $0.checkpointInterval = .seconds(600) }) { desk in
            let clients = try (0..<4).map { _ in try desk.stream("front") }
            for client in clients { _ = try await client.opened() }
            try await desk.hasReaders(4)
            for position in 1...20 {
                // Of all sizes: some are deflated, the smallest may be stored, some take many blocks.
                let text = String(repeating: "\(position) ", count: position * position * position * 3)
                desk.publish(Draft.some(1, text: text))
                for client in clients { #expect(try await ids(client.news(1)) == ["aaaaaaaa-\(position)"]) }
            }
        }
    }

    @Test(arguments: gzipped)
    func aStreamThatIsCutHasNoTrailer(_ broadcaster: Broadcaster) async throws {
        try await withDesk(broadcaster) { desk in
            let client = try desk.stream("front")
            _ = try await client.opened()
            try await desk.publishAndWait(Draft.some(2))
            _ = try await client.news(2)
            try await desk.server.stop()
            _ = await desk.feed.sockets.withLock { $0 }?.look { $0.cut() }
            await #expect(throws: TestProblem.self) { try await client.rest() }
            #expect(!client.hasTrailer)
        }
    }

    @Test(arguments: gzipped)
    func theTrailerIsRightWhateverWasTold(_ broadcaster: Broadcaster) async throws {
        let log = MemoryEventLog()
        log.tell(Draft.some(300))
        try await withDesk(
            broadcaster, log: log,
            configure: {
                $0.checkpointInterval = .milliseconds(15)
                $0.maxRingEvents = 100
                $0.drain = .milliseconds(50)
            }
        ) { desk in
            // Pages of the log, the ring, news one by one and many at once, checkpoints, a takedown, the end.
            let client = try desk.stream("front", after: log.cursor(7))
            _ = try await client.opened()
            #expect(try await ids(client.news(293)) == (8...300).map { "aaaaaaaa-\($0)" })
            try await eventually("a checkpoint") { try await client.next()?.event == "stream.checkpoint" }
            desk.publish(Draft.some(1))
            _ = try await client.news(1)
            desk.publish(Draft.some(90))
            _ = try await client.news(90)
            desk.publish([Draft(subject: "article/1", text: "withdrawn", isTakedown: true)])
            _ = try await client.news(1)
            desk.server.quiesce()
            try await expectClosing(client, "draining")
            #expect(client.hasTrailer)
        }
    }

    @Test func anEventOfALogThatNobodyReadsSoIsNotDeflated() async throws {
        let plain = try #require(Broadcaster.all.first)
        try await withDesk(plain) { desk in
            let client = try desk.stream("front")
            _ = try await client.opened()
            try await desk.publishAndWait(Draft.some(3))
            _ = try await client.news(3)
            let entries = try #require(desk.feed.view.withLock { $0 }).ring.entries(after: .zero)
            #expect(entries.map(\.isDeflated) == [false, false, false])
        }
    }
}
