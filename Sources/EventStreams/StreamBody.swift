public import NIOCore

/// The body of one reader's response: how it is coded, and what is to be remembered of it until it ends. Nine bytes.
///
/// Begin with `opening`; go on with `add` for frames that readers share and `coded` for what one reader gets alone; end with
/// `closing`. What it gives is to be sent whole, and in this order.
public struct StreamBody: Sendable, Hashable {
    private var checksum = GzipChecksum()
    /// How it is coded.
    public let coding: ContentCoding

    /// A body of which nothing has been sent.
    public init(_ coding: ContentCoding) {
        self.coding = coding
    }

    /// The first frame.
    public mutating func opening(_ block: ServerSentEvent) -> StreamFrame {
        let text = StreamFrame(block)
        switch coding {
        case .identity: return text
        case .gzip:
            var bytes = ByteBuffer(bytes: GzipBlock.head)
            bytes.writeImmutableBuffer(coded(text.bytes))
            return StreamFrame(bytes)
        }
    }

    /// Notes that a frame in this coding, or several whose steps were put together, goes to the reader.
    public mutating func add(_ step: GzipChecksum.Step?) {
        if let step { checksum.append(step) }
    }

    /// Encodes what this reader alone is sent.
    /// - Parameter text: Not empty.
    public mutating func coded(_ text: ByteBuffer) -> ByteBuffer {
        switch coding {
        case .identity: return text
        case .gzip:
            checksum.append(text)
            return GzipBlock.stored(text)
        }
    }

    /// The last frame; the response ends with it.
    public mutating func closing(_ block: ServerSentEvent) -> StreamFrame {
        let text = StreamFrame(block)
        switch coding {
        case .identity: return text
        case .gzip:
            var bytes = coded(text.bytes)
            bytes.writeBytes(GzipBlock.end)
            checksum.write(to: &bytes)
            return StreamFrame(bytes)
        }
    }

    /// A body that is nothing but one frame.
    public static func only(_ block: ServerSentEvent, _ coding: ContentCoding) -> StreamFrame {
        var body = StreamBody(coding)
        switch coding {
        case .identity: return body.closing(block)
        case .gzip:
            var bytes = ByteBuffer(bytes: GzipBlock.head)
            bytes.writeImmutableBuffer(body.closing(block).bytes)
            return StreamFrame(bytes)
        }
    }
}
