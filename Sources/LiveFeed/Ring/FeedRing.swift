package import DequeModule
import EventStreams
package import Newsroom

/// The newest events, oldest first, dense, bounded by count and by bytes.
package struct FeedRing: Sendable {
    private var entries: Deque<FeedEntry> = []
    private(set) var byteCount = 0
    private let maxCount: Int
    private let maxBytes: Int
    /// The newest position that was told, also when the ring is empty.
    package private(set) var head: Position

    /// Starts empty.
    /// - Parameters:
    ///   - head: The position before the first event to come.
    ///   - maxCount: Events kept at most.
    ///   - maxBytes: Encoded bytes kept at most; the newest event is kept however large it is.
    package init(head: Position, maxCount: Int, maxBytes: Int) {
        self.head = head
        self.maxCount = maxCount
        self.maxBytes = maxBytes
    }

    /// The oldest position kept; one after the head when nothing is.
    package var oldest: Position { entries.first?.position ?? head.next }

    /// Events kept.
    package var count: Int { entries.count }

    /// Whether everything after a position is kept, so that a reader can go on from there.
    package func reaches(_ position: Position) -> Bool { position.next >= oldest }

    /// Adds the next event.
    /// - Parameter entry: Its position is the one after the head: the pump sees to that.
    package mutating func append(_ entry: FeedEntry) {
        precondition(entry.position == head.next, "the log has a hole before \(entry.position)")
        if entry.isTakedown { redact(entry.subject) }
        entries.append(entry)
        head = entry.position
        byteCount += entry.frame.byteCount
        while entries.count > 1, entries.count > maxCount || byteCount > maxBytes {
            byteCount -= entries.removeFirst().frame.byteCount
        }
    }

    /// The events after a position, oldest first; all that are kept when it lies before them.
    package func entries(after position: Position) -> Slice<Deque<FeedEntry>> {
        let skipped = max(0, min(entries.count, position.next - oldest))
        return entries[skipped...]
    }

    private mutating func redact(_ subject: String) {
        for index in entries.indices where entries[index].subject == subject {
            byteCount -= entries[index].frame.byteCount
            entries[index] = entries[index].redacted()
            byteCount += entries[index].frame.byteCount
        }
    }
}
