import EventStreams
import NIOCore

/// Entries that a socket is given at once: their chunks in one coding, one after the other.
struct FrameRun {
    let coding: ContentCoding
    private(set) var entries: [FeedEntry] = []
    private(set) var bytes = ByteBuffer()
    /// What all of them do to a checksum.
    private(set) var step: GzipChecksum.Step?

    /// Starts with none.
    init(_ coding: ContentCoding) {
        self.coding = coding
    }

    /// Puts entries together; the bytes of a single one are shared, not copied.
    init(_ entries: [FeedEntry], _ coding: ContentCoding) {
        self.init(coding)
        if entries.count > 1 { bytes.reserveCapacity(entries.reduce(0) { $0 + $1.frame(coding).byteCount }) }
        for entry in entries { append(entry, isAlone: entries.count == 1) }
    }

    /// Adds the next entry.
    mutating func append(_ entry: FeedEntry) { append(entry, isAlone: false) }

    private mutating func append(_ entry: FeedEntry, isAlone: Bool) {
        let frame = entry.frame(coding)
        entries.append(entry)
        if isAlone { bytes = frame.chunked } else { bytes.writeImmutableBuffer(frame.chunked) }
        step = frame.step.map { step?.then($0) ?? $0 }
    }
}
