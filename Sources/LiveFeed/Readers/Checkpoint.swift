import EventStreams
import Newsroom

/// Where the log stands, told to many readers at one moment: encoded once in each coding that one of them has.
struct Checkpoint {
    private let head: Cursor
    private var frame: StreamFrame?
    private var stored: StreamFrame?

    init(_ head: Cursor) {
        self.head = head
    }

    mutating func frame(_ coding: ContentCoding) -> StreamFrame {
        let plain = frame ?? StreamFrame(StreamMessage.checkpoint(head))
        frame = plain
        guard coding == .gzip else { return plain }
        // Deflated it would be longer.
        let gzip = stored ?? plain.stored
        stored = gzip
        return gzip
    }
}
