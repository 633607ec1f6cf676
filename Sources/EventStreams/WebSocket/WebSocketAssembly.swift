import NIOCore
import NIOWebSocket

/// What a peer may not do, and how it is told.
struct WebSocketViolation: Error, Equatable {
    let code: WebSocketCloseCode
    let reason: String

    init(_ code: WebSocketCloseCode, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}

/// Puts messages together from their frames. Source: RFC 6455 sections 5.4 to 5.6, RFC 7692 section 6.2.
struct WebSocketAssembly {
    private struct Part {
        let kind: WebSocketMessage.Kind
        let isCompressed: Bool
        var bytes: ByteBuffer
        var checker = UTF8Checker()
    }

    private let configuration: WebSocketConfiguration
    private let isCompressible: Bool
    private var part: Part?

    init(_ configuration: WebSocketConfiguration, isCompressible: Bool) {
        self.configuration = configuration
        self.isCompressible = isCompressible
    }

    /// Checks what is wrong at any time. What is wrong with the length of a frame, its decoder knows.
    func checkHead(_ frame: WebSocketFrame) throws(WebSocketViolation) {
        guard frame.maskKey != nil else { throw WebSocketViolation(.protocolError, "A client masks its frames") }
        let mayBeCompressed = isCompressible && (frame.opcode == .text || frame.opcode == .binary)
        guard !frame.rsv2, !frame.rsv3, !frame.rsv1 || mayBeCompressed else {
            throw WebSocketViolation(.protocolError, "A reserved bit is set")
        }
    }

    /// Takes a frame of data.
    /// - Returns: The message that it completes.
    mutating func add(
        _ frame: WebSocketFrame
    ) throws(WebSocketViolation) -> (kind: WebSocketMessage.Kind, bytes: ByteBuffer)? {
        var part = try begun(with: frame)
        var bytes = frame.unmaskedData
        guard part.bytes.readableBytes + bytes.readableBytes <= configuration.maxMessageBytes else { throw tooBig }
        if part.kind == .text, !part.isCompressed, !part.checker.check(bytes) { throw notUTF8 }
        if part.bytes.readableBytes == 0 { part.bytes = bytes } else { part.bytes.writeBuffer(&bytes) }
        guard frame.fin else {
            self.part = part
            return nil
        }
        return (part.kind, try whole(&part))
    }

    /// - Returns: The message that a frame goes on, or begins. It is nobody else's, so that it grows in place.
    private mutating func begun(with frame: WebSocketFrame) throws(WebSocketViolation) -> Part {
        switch frame.opcode {
        case .continuation:
            guard let part else { throw WebSocketViolation(.protocolError, "There is nothing to continue") }
            self.part = nil
            return part
        case .text, .binary:
            guard part == nil else { throw WebSocketViolation(.protocolError, "A message begins within another") }
            let kind: WebSocketMessage.Kind = frame.opcode == .text ? .text : .binary
            guard kind == .text || configuration.takesBinary else {
                throw WebSocketViolation(.unsupportedData, "Only text is taken")
            }
            return Part(kind: kind, isCompressed: frame.rsv1, bytes: ByteBuffer())
        default: throw WebSocketViolation(.protocolError, "The opcode is reserved")
        }
    }

    private func whole(_ part: inout Part) throws(WebSocketViolation) -> ByteBuffer {
        if part.isCompressed {
            do throws(Deflate.Failure) {
                part.bytes = try Deflate.inflate(part.bytes, atMost: configuration.maxMessageBytes)
            } catch {
                throw error == .tooLong ? tooBig : WebSocketViolation(.invalidData, "The message cannot be inflated")
            }
            if part.kind == .text, !part.checker.check(part.bytes) { throw notUTF8 }
        }
        guard part.checker.isComplete else { throw notUTF8 }
        return part.bytes
    }

    /// Reads what a Close says. Source: RFC 6455 section 5.5.1.
    static func closeCode(_ payload: ByteBuffer) throws(WebSocketViolation) -> WebSocketCloseCode? {
        var payload = payload
        if payload.readableBytes == 0 { return nil }
        guard let code = payload.readInteger(as: UInt16.self).map(WebSocketCloseCode.init(rawValue:)), code.isSendable else {
            throw WebSocketViolation(.protocolError, "The close code may not be sent")
        }
        var checker = UTF8Checker()
        guard checker.check(payload), checker.isComplete else {
            throw WebSocketViolation(.invalidData, "The reason is not UTF-8")
        }
        return code
    }

    private var tooBig: WebSocketViolation {
        WebSocketViolation(.messageTooBig, "A message has at most \(configuration.maxMessageBytes) bytes")
    }

    private var notUTF8: WebSocketViolation { WebSocketViolation(.invalidData, "A text is UTF-8") }
}
