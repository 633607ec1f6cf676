import NIOCore
import NIOWebSocket

/// How a connection came to its end.
public enum WebSocketEnd: Sendable, Equatable {
    /// The peer closed it; without a code when it gave none.
    case peerClosed(WebSocketCloseCode?)
    /// We did.
    case closed(WebSocketCloseCode)
    /// The peer broke a rule.
    case failed(WebSocketCloseCode)
    /// The peer did not answer pings.
    case silent
    /// The connection broke.
    case gone
}

/// What became of a message that was to be sent.
public enum WebSocketDelivery: Sendable, Equatable {
    /// It is on its way.
    case sent
    /// There is no room: the peer takes what it is sent too slowly. The message is not sent.
    case full
    /// The connection is closed, or is being closed. The message is not sent.
    case closed
}

extension WebSocketSession {
    /// Closes from this side. The peer has a while to close, too.
    mutating func close(_ code: WebSocketCloseCode, _ reason: String, at now: NIODeadline) -> [Action] {
        guard state == .open else { return [] }
        return close(code, reason, .closed(code), at: now)
    }

    /// The server stops: if nobody has closed by the end of the drain, it is closed.
    /// - Returns: Whether that is news.
    mutating func drain(at now: NIODeadline) -> Bool {
        guard state == .open, limit == nil else { return false }
        limit = now + TimeAmount(configuration.drain)
        return true
    }

    /// The bytes cannot be read as frames. Nothing that the peer says is understood any more, its Close neither.
    mutating func unreadable(_ violation: WebSocketViolation, at now: NIODeadline) -> [Action] {
        guard state == .open else { return [] }
        return fail(violation, hasPeerClosed: false, at: now) + [.closeOutput]
    }

    /// The connection has broken, or its other side has ended.
    mutating func broke() -> [Action] {
        switch state {
        case .open: end(.gone)
        case .closing(let end), .closed(let end): self.end(end)
        case .ended: []
        }
    }

    /// Time has passed.
    /// - Parameter isReading: Whether what the peer says is being read.
    mutating func pass(_ now: NIODeadline, isReading: Bool) -> [Action] {
        switch state {
        case .open:
            if let limit, limit <= now { return close(.goingAway, "The server stops", at: now) }
            switch pings.pass(now, isReading: isReading) {
            case .ping(let number): return [write(.webSocketFrame(.ping, ByteBuffer(integer: number)))]
            case .gone: return end(.silent)
            case .wait: return []
            }
        case .closing(let end), .closed(let end):
            guard let limit, limit <= now else { return [] }
            return self.end(end)
        case .ended: return []
        }
    }

    /// - Parameter hasPeerClosed: Whether the peer says nothing more, and waits for the connection's end.
    mutating func fail(_ violation: WebSocketViolation, hasPeerClosed: Bool, at now: NIODeadline) -> [Action] {
        let actions = close(violation.code, violation.reason, .failed(violation.code), at: now)
        return hasPeerClosed ? actions + finish(.failed(violation.code), at: now) : actions
    }

    private mutating func close(
        _ code: WebSocketCloseCode, _ reason: String, _ end: WebSocketEnd, at now: NIODeadline
    ) -> [Action] {
        state = .closing(end)
        limit = now + TimeAmount(configuration.closing)
        return [write(.webSocketClose(code, reason))]
    }

    /// The peer says Close first: it gets its own code back.
    mutating func peerClosed(_ payload: ByteBuffer, at now: NIODeadline) throws(WebSocketViolation) -> [Action] {
        let code = try WebSocketAssembly.closeCode(payload)
        let answer = write(.webSocketClose(code))
        return [answer] + finish(.peerClosed(code), at: now)
    }

    /// Both have said Close: once everything is sent, the connection ends.
    mutating func finish(_ end: WebSocketEnd, at now: NIODeadline) -> [Action] {
        if unsentBytes == 0 { return self.end(end) }
        state = .closed(end)
        limit = now + TimeAmount(configuration.closing)
        return []
    }

    mutating func end(_ end: WebSocketEnd) -> [Action] {
        state = .ended(end)
        return [.cut]
    }
}
