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
}
