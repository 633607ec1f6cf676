package import EventStreams
package import NIOCore
package import Newsroom

/// An event as the ring keeps it: encoded once, shared by every reader of this node.
package final class FeedEntry: Sendable {
    /// Its place in the log.
    package let position: Position
    /// What it is about.
    package let subject: String
    /// Whom it concerns.
    package let topics: [String]
    /// Whether it takes its subject back.
    package let isTakedown: Bool
    /// What readers are sent.
    package let frame: StreamFrame
    /// The CloudEvents object within the frame.
    package let json: ByteBuffer

    private let event: Event

    /// Encodes an event.
    package init(_ event: Event) {
        self.event = event
        self.position = event.position
        self.subject = event.subject
        self.topics = event.topics
        self.isTakedown = event.isTakedown
        var bytes = ByteBuffer()
        let line = bytes.writeServerSentEvent(
            ServerSentEvent(id: event.cursor.description, event: event.type, data: event.cloudEvent))
        self.frame = StreamFrame(plain: bytes)
        // The line lies within the bytes that were just written.
        self.json = frame.plain.getSlice(at: frame.plain.readerIndex + line.lowerBound, length: line.count) ?? ByteBuffer()
    }

    /// The entry that takes this one's place once its subject was taken back.
    package func redacted() -> FeedEntry {
        FeedEntry(event.redacted())
    }
}
