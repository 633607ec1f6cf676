import NIOCore
import NIOWebSocket

/// One connection, from the side of a server, after its handshake. Decides; never reads, writes or waits.
///
/// Source: RFC 6455 sections 5 to 7, RFC 7692.
struct WebSocketSession {
    /// What is to be done, in this order.
    enum Action: Equatable {
        /// Send bytes; `taken` is to be told when the peer's kernel has them.
        case write(ByteBuffer)
        /// Hand a message over.
        case deliver(WebSocketMessage)
        /// The peer has answered a ping.
        case pong
        /// There is room again for what is to be sent.
        case room
        /// Say that nothing follows what was written.
        case closeOutput
        /// Close the connection, whatever has not been sent.
        case cut
    }

    /// Where it is between its handshakes.
    enum State: Equatable {
        case open
        /// Our Close is sent; the peer's is awaited.
        case closing(WebSocketEnd)
        /// Both have said Close; what was written is on its way.
        case closed(WebSocketEnd)
        case ended(WebSocketEnd)
    }

    let configuration: WebSocketConfiguration
    let deflate: WebSocketDeflate?
    var state = State.open
    var assembly: WebSocketAssembly
    var pings: WebSocketPings
    private var meter: WebSocketMeter
    private var floodMeter: WebSocketMeter
    /// When the state has lasted too long: before the end of a drain, or of a close.
    var limit: NIODeadline?
    /// What was written and not taken.
    private(set) var unsentBytes = 0
    private var isRoomWanted = false
    /// The answer to the last ping, for which there was no room.
    private var owedPong: ByteBuffer?

    init(_ configuration: WebSocketConfiguration, deflate: WebSocketDeflate? = nil, at now: NIODeadline) {
        self.configuration = configuration
        self.deflate = deflate
        self.assembly = WebSocketAssembly(configuration, isCompressible: deflate != nil)
        self.pings = WebSocketPings(configuration, at: now)
        self.meter = WebSocketMeter(configuration.messages)
        self.floodMeter = WebSocketMeter(configuration.flood)
    }

    /// Whether nothing is left to be said.
    var isEnded: Bool { if case .ended = state { true } else { false } }

    /// When `pass` is to be called next; `nil` when it is over.
    var deadline: NIODeadline? {
        switch state {
        case .open: limit.map { min($0, pings.next) } ?? pings.next
        case .closing, .closed: limit
        case .ended: nil
        }
    }

    // MARK: Receiving

    /// A frame has come.
    mutating func received(_ frame: WebSocketFrame, at now: NIODeadline) -> [Action] {
        switch state {
        case .open: break
        case .closing(let end): return frame.opcode == .connectionClose ? finish(end, at: now) : []
        case .closed, .ended: return []
        }
        do throws(WebSocketViolation) {
            try assembly.checkHead(frame)
            switch frame.opcode {
            case .connectionClose: return try peerClosed(frame.unmaskedData, at: now)
            case .ping: return answer(frame.unmaskedData)
            case .pong: return pings.heard(frame.unmaskedData) ? [.pong] : []
            default:
                guard let message = try assembly.add(frame) else { return [] }
                return [.deliver(try metered(message, at: now))]
            }
        } catch {
            return fail(error, hasPeerClosed: frame.opcode == .connectionClose, at: now)
        }
    }

    private mutating func metered(
        _ message: (kind: WebSocketMessage.Kind, bytes: ByteBuffer), at now: NIODeadline
    ) throws(WebSocketViolation) -> WebSocketMessage {
        guard floodMeter.admit(at: now) else { throw WebSocketViolation(.policyViolation, "Too many messages") }
        return WebSocketMessage(message.kind, message.bytes, isOverRate: !meter.admit(at: now))
    }

    /// A peer that sends pings and takes no answers is owed the last one only.
    private mutating func answer(_ ping: ByteBuffer) -> [Action] {
        guard unsentBytes < configuration.maxUnsentBytes else {
            owedPong = ping
            return []
        }
        return [write(.webSocketFrame(.pong, ping))]
    }

    // MARK: Sending

    /// Sends a message, if there is room.
    mutating func send(_ kind: WebSocketMessage.Kind, _ bytes: ByteBuffer) -> (delivery: WebSocketDelivery, actions: [Action]) {
        guard state == .open else { return (.closed, []) }
        // Whoever waits for room gets it, however long the message is: half of the bound is exceeded by one message at most.
        guard hasRoom || unsentBytes + bytes.readableBytes <= configuration.maxUnsentBytes else {
            isRoomWanted = true
            return (.full, [])
        }
        let opcode: WebSocketOpcode = kind == .text ? .text : .binary
        if let deflate, bytes.readableBytes >= configuration.minCompressedBytes, let short = deflate.deflated(bytes) {
            return (.sent, [write(.webSocketFrame(opcode, short, isCompressed: true))])
        }
        return (.sent, [write(.webSocketFrame(opcode, bytes))])
    }

    /// Whether half of the bound is free.
    var hasRoom: Bool { unsentBytes <= configuration.maxUnsentBytes / 2 }

    /// Asks to be told of room.
    mutating func wantRoom() { isRoomWanted = true }

    /// The kernel has taken bytes.
    mutating func taken(_ count: Int) -> [Action] {
        unsentBytes -= count
        var actions: [Action] = []
        if state == .open, hasRoom {
            if let ping = owedPong {
                owedPong = nil
                actions.append(write(.webSocketFrame(.pong, ping)))
            }
            if isRoomWanted { actions.append(.room) }
            isRoomWanted = false
        }
        if case .closed(let end) = state, unsentBytes == 0 { actions += self.end(end) }
        return actions
    }

    mutating func write(_ bytes: ByteBuffer) -> Action {
        unsentBytes += bytes.readableBytes
        return .write(bytes)
    }
}
