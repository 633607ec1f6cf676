import NIOCore
import NIOWebSocket

extension ByteBuffer {
    /// A frame as a server sends it: whole, and not masked. Source: RFC 6455 section 5.2.
    static func webSocketFrame(_ opcode: WebSocketOpcode, _ payload: ByteBuffer, isCompressed: Bool = false) -> ByteBuffer {
        let count = payload.readableBytes
        var frame = ByteBufferAllocator().buffer(capacity: count + 10)
        frame.writeInteger(0x80 | (isCompressed ? 0x40 : 0) | UInt8(webSocketOpcode: opcode))
        switch count {
        case 0..<126: frame.writeInteger(UInt8(count))
        case 126...0xFFFF:
            frame.writeInteger(126 as UInt8)
            frame.writeInteger(UInt16(count))
        default:
            frame.writeInteger(127 as UInt8)
            frame.writeInteger(UInt64(count))
        }
        frame.writeImmutableBuffer(payload)
        return frame
    }

    /// The last frame of a side. Control frames have 125 bytes at most: a longer reason is cut, between two characters.
    static func webSocketClose(_ code: WebSocketCloseCode?, _ reason: String = "") -> ByteBuffer {
        var payload = ByteBuffer()
        if let code {
            payload.writeInteger(code.rawValue)
            for character in reason.unicodeScalars {
                guard payload.readableBytes + UTF8.width(character) <= 125 else { break }
                payload.writeString(String(character))
            }
        }
        return webSocketFrame(.connectionClose, payload)
    }
}
