import NIOCore

/// What both sides have agreed on about compression: each message is deflated alone, with no memory of the one before.
///
/// Source: RFC 7692 section 7. Memory of earlier messages would cost 300 KB a connection.
public struct WebSocketDeflate: Sendable, Equatable {
    /// The window that the peer can keep for what it is sent, as a power of two.
    let windowBits: CInt
    /// The `Sec-WebSocket-Extensions` that says so.
    public let field: String

    /// Takes the first offer that can be kept.
    /// - Parameter field: `Sec-WebSocket-Extensions` of the request.
    /// - Returns: `nil` when there is none.
    public init?(offered field: String) {
        for offer in field.split(separator: ",") {
            var parts = offer.split(separator: ";", omittingEmptySubsequences: false).map { $0.trimmed.lowercased() }[...]
            guard parts.popFirst() == "permessage-deflate", let agreed = Self(parameters: parts) else { continue }
            self = agreed
            return
        }
        return nil
    }

    private init?(parameters: ArraySlice<String>) {
        var windowBits: CInt?
        var seen: Set<String> = []
        for parameter in parameters {
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { $0.trimmed }
            let value = parts.count == 2 ? parts[1].trimming("\"") : nil
            guard seen.insert(parts[0]).inserted else { return nil }
            switch (parts[0], value) {
            case ("server_no_context_takeover", nil), ("client_no_context_takeover", nil), ("client_max_window_bits", nil):
                break
            case ("client_max_window_bits", let bits?): guard Self.bits(bits) != nil else { return nil }
            case ("server_max_window_bits", let bits?):
                guard let bits = Self.bits(bits), Deflate.windowBits.contains(bits) else { return nil }
                windowBits = bits
            default: return nil
            }
        }
        self.windowBits = windowBits ?? Deflate.windowBits.upperBound
        self.field =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
            + (windowBits.map { "; server_max_window_bits=\($0)" } ?? "")
    }

    /// 8...15, without a zero before it.
    private static func bits(_ text: String) -> CInt? {
        guard text.first != "0", text.allSatisfy(\.isNumber), let bits = CInt(text), (8...15).contains(bits) else { return nil }
        return bits
    }

    /// - Returns: `nil` when the message would not get shorter.
    func deflated(_ message: ByteBuffer) -> ByteBuffer? {
        let room = message.readableBytes
        var piece = ByteBufferAllocator().buffer(capacity: room)
        let count = piece.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { room in
            message.withUnsafeReadableBytes { Deflate.deflate($0, into: room, maxWindowBits: windowBits) ?? 0 }
        }
        let length = count - Deflate.syncTail.count
        return length > 0 && length < room ? piece.readSlice(length: length) : nil
    }
}

extension String {
    fileprivate func trimming(_ mark: Character) -> String {
        count >= 2 && first == mark && last == mark ? String(dropFirst().dropLast()) : self
    }
}
