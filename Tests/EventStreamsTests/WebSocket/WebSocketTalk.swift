import NIOCore
import NIOWebSocket

@testable import EventStreams

/// A session, and a client that says what it likes to it; time stands still until it is moved.
struct WebSocketTalk {
    var session: WebSocketSession
    var now = NIODeadline.uptimeNanoseconds(1_000_000_000)

    init(deflate: WebSocketDeflate? = nil, _ change: (inout WebSocketConfiguration) -> Void = { _ in }) {
        var configuration = WebSocketConfiguration()
        change(&configuration)
        session = WebSocketSession(configuration, deflate: deflate, at: now)
    }

    static let mask: WebSocketMaskingKey = [7, 0, 255, 42]

    static func frame(
        _ opcode: WebSocketOpcode, _ bytes: [UInt8] = [], isLast: Bool = true, rsv: (Bool, Bool, Bool) = (false, false, false),
        isMasked: Bool = true
    ) -> WebSocketFrame {
        var data = ByteBuffer(bytes: bytes)
        if isMasked { data.webSocketMask(mask) }
        return WebSocketFrame(
            fin: isLast, rsv1: rsv.0, rsv2: rsv.1, rsv3: rsv.2, opcode: opcode, maskKey: isMasked ? mask : nil, data: data)
    }

    mutating func hear(_ opcode: WebSocketOpcode, _ bytes: [UInt8] = [], isLast: Bool = true) -> [WebSocketSession.Action] {
        session.received(Self.frame(opcode, bytes, isLast: isLast), at: now)
    }

    mutating func hear(_ opcode: WebSocketOpcode, _ text: String, isLast: Bool = true) -> [WebSocketSession.Action] {
        hear(opcode, Array(text.utf8), isLast: isLast)
    }

    /// Lets time pass, and the session notice.
    mutating func pass(_ amount: TimeAmount, isReading: Bool = true) -> [WebSocketSession.Action] {
        now = now + amount
        return session.pass(now, isReading: isReading)
    }

    /// What is asked to be written is taken by the client.
    mutating func take(_ actions: [WebSocketSession.Action]) -> [WebSocketSession.Action] {
        var more: [WebSocketSession.Action] = []
        for case .write(let bytes) in actions { more += session.taken(bytes.readableBytes) }
        return more
    }

    static func reserved(_ number: UInt8) -> WebSocketOpcode {
        guard let opcode = WebSocketOpcode(encodedWebSocketOpcode: number) else { preconditionFailure("\(number) has 4 bits") }
        return opcode
    }

    static func text(_ text: String, isOverRate: Bool = false) -> WebSocketSession.Action {
        .deliver(WebSocketMessage(.text, ByteBuffer(string: text), isOverRate: isOverRate))
    }
}

extension [WebSocketSession.Action] {
    /// The code of the Close that is written first, if it is one.
    var closeCode: WebSocketCloseCode? {
        guard case .write(var bytes) = first, bytes.readInteger(as: UInt8.self) == 0x88,
            (bytes.readInteger(as: UInt8.self) ?? 0) >= 2
        else { return nil }
        return bytes.readInteger(as: UInt16.self).map(WebSocketCloseCode.init(rawValue:))
    }
}
