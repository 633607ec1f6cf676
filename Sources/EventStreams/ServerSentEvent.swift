public import NIOCore

/// One block of an event stream.
///
/// Source: WHATWG HTML section 9.2 «Server-sent events»: UTF-8, no byte-order mark, lines end with LF, a blank line ends the block.
public struct ServerSentEvent: Sendable, Hashable {
    /// How long a client waits before it connects again. Never 0: that makes two of three browser engines storm.
    public var retry: Duration?
    /// What a client sends back as `Last-Event-ID`.
    public var id: String?
    /// Its type; `nil` reads as `message`.
    public var event: String?
    /// Any text; each of its lines becomes a `data:` line.
    public var data: String

    /// Describes a block.
    public init(retry: Duration? = nil, id: String? = nil, event: String? = nil, data: String) {
        self.retry = retry
        self.id = id
        self.event = event
        self.data = data
    }
}

extension ByteBuffer {
    /// Appends a block. A line end or NUL within `id` or `event`, which would forge a field, is left out.
    /// - Returns: Where the data's first line stands, as offsets from the reader index.
    @discardableResult
    public mutating func writeServerSentEvent(_ block: ServerSentEvent) -> Range<Int> {
        if let retry = block.retry { writeString("retry: \(max(1, retry.milliseconds))\n") }
        if let id = block.id { writeField("id: ", id) }
        if let event = block.event { writeField("event: ", event) }
        var firstLine: Range<Int>?
        for line in block.data.split(omittingEmptySubsequences: false, whereSeparator: \.isLineEnd) {
            writeString("data: ")
            let start = readableBytes
            writeSubstring(line)
            firstLine = firstLine ?? start..<readableBytes
            writeString("\n")
        }
        writeString("\n")
        return firstLine ?? readableBytes..<readableBytes
    }

    private mutating func writeField(_ name: String, _ value: String) {
        writeString(name)
        writeString(value.filter { !$0.isLineEnd && $0 != "\0" })
        writeString("\n")
    }
}

extension Character {
    /// What ends a line of an event stream: LF, CR, or both. Other Unicode line ends do not.
    fileprivate var isLineEnd: Bool { self == "\n" || self == "\r" || self == "\r\n" }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
