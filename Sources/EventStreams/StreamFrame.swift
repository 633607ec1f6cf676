public import NIOCore

/// Bytes of a stream, encoded once and shared by all readers: alone, and with the HTTP/1.1 chunk framing around them.
///
/// Both are views of one storage. Source: RFC 9112 section 7.1.
public struct StreamFrame: Sendable, Hashable {
    /// `<size in hexadecimal>\r\n<bytes>\r\n`: for a connection whose encoder is passed by.
    public let chunked: ByteBuffer
    /// The bytes alone: for HTTP/2, where frames of its own surround them.
    public let bytes: ByteBuffer
    /// What they do to the checksum of a gzip stream that they are shared by; `nil` when there is none, or it knows of them.
    public let step: GzipChecksum.Step?

    /// Encodes one block.
    public init(_ block: ServerSentEvent) {
        self.init([block])
    }

    /// Encodes blocks that always go out together.
    public init(_ blocks: [ServerSentEvent]) {
        var bytes = ByteBuffer()
        for block in blocks { bytes.writeServerSentEvent(block) }
        self.init(bytes)
    }

    /// Frames bytes that are encoded already.
    /// - Parameters:
    ///   - bytes: Not empty: an empty chunk ends an HTTP/1.1 response.
    ///   - step: What they do to the checksum of a gzip stream.
    public init(_ bytes: ByteBuffer, step: GzipChecksum.Step? = nil) {
        precondition(bytes.readableBytes > 0, "an empty chunk would end the response")
        let size = String(bytes.readableBytes, radix: 16)
        var chunked = ByteBufferAllocator().buffer(capacity: size.utf8.count + bytes.readableBytes + 4)
        chunked.writeString(size + "\r\n")
        let start = chunked.writerIndex
        chunked.writeImmutableBuffer(bytes)
        chunked.writeString("\r\n")
        // The bytes were just written there, so the slice exists. Writing after slicing would copy the storage.
        self.bytes = chunked.getSlice(at: start, length: bytes.readableBytes) ?? bytes
        self.chunked = chunked
        self.step = step
    }

    /// The chunk, and the end of the response behind it: for the last frame.
    public var lastChunk: ByteBuffer {
        var last = chunked
        last.writeString("0\r\n\r\n")
        return last
    }

    /// What it costs to keep, in bytes.
    public var byteCount: Int { chunked.readableBytes }
}

extension StreamFrame {
    /// The same text for every gzip stream, as short as it gets: for what many readers are told. Made anew at each call.
    public var deflated: StreamFrame {
        StreamFrame(GzipBlock.deflated(bytes), step: GzipChecksum.Step(of: bytes))
    }

    /// The same text for every gzip stream, without work: for what is short, or told once.
    public var stored: StreamFrame {
        StreamFrame(GzipBlock.stored(bytes), step: GzipChecksum.Step(of: bytes))
    }
}
