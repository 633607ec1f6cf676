package import EventStreams
package import NIOCore
package import Newsroom
import Synchronization

/// An event as the ring keeps it: encoded once in each coding, shared by every reader of this node.
package final class FeedEntry: Sendable {
    /// Its place in the log.
    package let position: Position
    /// What it is about.
    package let subject: String
    /// Whom it concerns.
    package let topics: [String]
    /// Whether it takes its subject back.
    package let isTakedown: Bool
    /// Whether it ends streams.
    package let endsStreams: Bool
    /// What readers are sent, as it is.
    package let frame: StreamFrame
    /// The CloudEvents object within the frame.
    package let json: ByteBuffer

    private let event: Event
    private let gzip = AtomicLazyReference<GzipFrame>()

    /// Encodes an event.
    package init(_ event: Event) {
        self.event = event
        self.position = event.position
        self.subject = event.subject
        self.topics = event.topics
        self.isTakedown = event.isTakedown
        self.endsStreams = event.endsStreams
        var bytes = ByteBuffer()
        let line = bytes.writeServerSentEvent(
            ServerSentEvent(id: event.cursor.description, event: event.type, data: event.cloudEvent))
        self.frame = StreamFrame(bytes)
        // The line lies within the bytes that were just written.
        self.json = frame.bytes.getSlice(at: frame.bytes.readerIndex + line.lowerBound, length: line.count) ?? ByteBuffer()
    }

    /// What readers of a coding are sent. Deflated when the first of them is: a log that nobody reads so is not.
    package func frame(_ coding: ContentCoding) -> StreamFrame {
        switch coding {
        case .identity: frame
        // Threads that come at the same moment each deflate it, and all use what the first of them has made.
        case .gzip: (gzip.load() ?? gzip.storeIfNil(GzipFrame(frame.deflated))).frame
        }
    }

    /// Whether anybody has asked for it so; for tests.
    var isDeflated: Bool { gzip.load() != nil }

    /// The entry that takes this one's place once its subject was taken back.
    package func redacted() -> FeedEntry {
        FeedEntry(event.redacted())
    }
}

/// What an atomic reference can refer to.
private final class GzipFrame: Sendable {
    let frame: StreamFrame

    init(_ frame: StreamFrame) {
        self.frame = frame
    }
}
