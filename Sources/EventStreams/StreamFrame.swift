public import NIOCore

/// Bytes of a stream, encoded once and shared by all readers: plain, and with the HTTP/1.1 chunk framing around them.
///
/// Both are views of one storage. Source: RFC 9112 section 7.1.
public struct StreamFrame: Sendable, Hashable {
    /// `<size in hexadecimal>\r\n<bytes>\r\n`: for a connection whose encoder is passed by.
    public let chunked: ByteBuffer
    /// The bytes alone: for HTTP/2, where frames of its own surround them.
    public let plain: ByteBuffer

    /// Encodes one block.
    public init(_ block: ServerSentEvent) {
        self.init([block])
    }

    /// Encodes blocks that always go out together.
    public init(_ blocks: [ServerSentEvent]) {
        var bytes = ByteBuffer()
        for block in blocks { bytes.writeServerSentEvent(block) }
        self.init(plain: bytes)
    }

    /// Frames bytes that are encoded already.
    /// - Parameter bytes: Not empty: an empty chunk ends an HTTP/1.1 response.
    public init(plain bytes: ByteBuffer) {
        precondition(bytes.readableBytes > 0, "an empty chunk would end the response")
        let size = String(bytes.readableBytes, radix: 16)
        var chunked = ByteBufferAllocator().buffer(capacity: size.utf8.count + bytes.readableBytes + 4)
        chunked.writeString(size + "\r\n")
        let start = chunked.writerIndex
        chunked.writeImmutableBuffer(bytes)
        chunked.writeString("\r\n")
        // The bytes were just written there, so the slice exists. Writing after slicing would copy the storage.
        self.plain = chunked.getSlice(at: start, length: bytes.readableBytes) ?? bytes
        self.chunked = chunked
    }

    /// What it costs to keep, in bytes.
    public var byteCount: Int { chunked.readableBytes }
}
