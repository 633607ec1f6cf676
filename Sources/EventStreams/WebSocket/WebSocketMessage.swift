public import NIOCore

/// A whole message, put together from its frames.
public struct WebSocketMessage: Sendable, Equatable {
    /// How the bytes are to be understood.
    public enum Kind: Sendable, Equatable {
        /// UTF-8, checked.
        case text
        /// Anything.
        case binary
    }

    /// What it is.
    public let kind: Kind
    /// What it says.
    public let bytes: ByteBuffer
    /// Whether it came sooner than messages may. Whoever answers it says so.
    public let isOverRate: Bool

    /// What a text says.
    public var text: String { String(buffer: bytes) }

    init(_ kind: Kind, _ bytes: ByteBuffer, isOverRate: Bool) {
        self.kind = kind
        self.bytes = bytes
        self.isOverRate = isOverRate
    }
}
