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
        var data = block.data
        let firstLine = data.withUTF8 { writeLines($0) }
        writeString("\n")
        return firstLine
    }

    /// Each line of a text as a `data:` line. A line ends with LF, CR, or both; other Unicode line ends do not end one.
    /// - Returns: Where the first stands.
    private mutating func writeLines(_ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        var firstLine: Range<Int>?
        var rest = text[...]
        while true {
            let end = rest.firstIndex(where: \.isLineEnd) ?? rest.endIndex
            writeString("data: ")
            let start = readableBytes
            writeBytes(rest[..<end])
            firstLine = firstLine ?? start..<readableBytes
            writeString("\n")
            if end == rest.endIndex { return firstLine ?? start..<start }
            let isPair = rest[end] == 13 && end + 1 < rest.endIndex && rest[end + 1] == 10
            rest = rest[(isPair ? end + 2 : end + 1)...]
        }
    }

    private mutating func writeField(_ name: String, _ value: String) {
        writeString(name)
        if value.utf8.contains(where: { $0.isLineEnd || $0 == 0 }) {
            writeBytes(value.utf8.filter { !$0.isLineEnd && $0 != 0 })
        } else {
            writeString(value)
        }
        writeString("\n")
    }
}

extension UInt8 {
    /// Whether it ends a line of an event stream, alone or with another.
    fileprivate var isLineEnd: Bool { self == 10 || self == 13 }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
