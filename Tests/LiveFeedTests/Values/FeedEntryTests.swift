import EventStreams
@testable import LiveFeed
import Newsroom
import NIOCore
import Testing

@Suite struct FeedEntryTests {
    @Test func isOneBlockThatHoldsTheCloudEvent() {
        let event = event(4)
        let entry = FeedEntry(event)
        #expect(String(buffer: entry.json) == event.cloudEvent)
        #expect(String(buffer: entry.frame.bytes) == "id: aaaaaaaa-4\nevent: article.updated\ndata: \(event.cloudEvent)\n\n")
    }

    @Test func isDeflatedOnceHoweverManyAsk() async {
        let entry = FeedEntry(event(4))
        let frames = await withTaskGroup { group in
            for _ in 0..<20 { group.addTask { entry.frame(.gzip) } }
            return await group.reduce(into: [StreamFrame]()) { $0.append($1) }
        }
        let addresses = frames.map { $0.chunked.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) } }
        #expect(Set(addresses).count == 1)
        #expect(entry.frame(.gzip) == entry.frame.deflated)
        #expect(entry.frame(.identity) == entry.frame)
        #expect(entry.redacted().frame(.gzip) == entry.redacted().frame.deflated)
    }
}
