import NIOCore
import NIOWebSocket

/// Does what the session decides, on one channel. Stands between the connection and its HTTP handlers: it lets the response to the
/// upgrade out, and nothing of what follows in. One a connection; belongs to its event loop.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// Whether the peer has been told that it may begin.
    private enum Stage: Equatable {
        case answering, open, over
    }

    private var session: WebSocketSession
    private let inbox: WebSocketInbox
    private var stage = Stage.answering
    private var context: ChannelHandlerContext?
    private var alarm: (at: NIODeadline, task: Scheduled<Void>)?
    private var isReadHeld = false
    private var openWaiter: CheckedContinuation<Bool, Never>?
    private var roomWaiters: [CheckedContinuation<Bool, Never>] = []
    private var endWaiters: [CheckedContinuation<WebSocketEnd, Never>] = []

    private static let upgraded = "HTTP/1.1 101"

    init(_ session: WebSocketSession, inbox: WebSocketInbox) {
        self.session = session
        self.inbox = inbox
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        over()
        self.context = nil
    }

    // MARK: From the connection

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // A client waits for the answer; what comes before it cannot be answered.
        perform(stage == .open ? session.received(unwrapInboundIn(data), at: .now()) : session.broke())
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case _ where stage != .open: perform(session.broke())
        case NIOWebSocketError.invalidFrameLength:
            perform(session.unreadable(WebSocketViolation(.messageTooBig, "The frame is too long"), at: .now()))
        case is NIOWebSocketError:
            perform(session.unreadable(WebSocketViolation(.protocolError, "A control frame is short, and whole"), at: .now()))
        case is ByteToMessageDecoderError: break  // More of what cannot be read.
        default: perform(session.broke())
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed where stage != .over: perform(session.broke())
        case is ChannelShouldQuiesceEvent where stage != .over: drain()
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        perform(session.broke())
        over()
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        if session.state == .open, inbox.isFull { isReadHeld = true } else { context.read() }
    }

    func resumeReading() {
        guard isReadHeld, let context else { return }
        isReadHeld = false
        context.read()
    }

    // MARK: From the HTTP handlers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if stage == .answering {
            guard isUpgrade(unwrapOutboundIn(data)) else {
                // Somebody has thought better of it.
                over()
                return context.write(data, promise: promise)
            }
            stage = .open
            context.write(data, promise: promise)
            schedule()
            openWaiter?.resume(returning: true)
            openWaiter = nil
            return
        }
        // After the upgrade HTTP has nothing to say.
        if stage == .open { promise?.fail(ChannelError.ioOnClosedChannel) } else { context.write(data, promise: promise) }
    }

    private func isUpgrade(_ data: IOData) -> Bool {
        guard case .byteBuffer(let bytes) = data else { return false }
        return bytes.readableBytesView.starts(with: Self.upgraded.utf8)
    }

    // MARK: From the connection's user

    /// Tells whether the response to the upgrade is written.
    func whenOpen(_ waiter: CheckedContinuation<Bool, Never>) {
        switch stage {
        case .answering: openWaiter = waiter
        case .open: waiter.resume(returning: true)
        case .over: waiter.resume(returning: false)
        }
    }

    func send(_ kind: WebSocketMessage.Kind, _ bytes: ByteBuffer) -> WebSocketDelivery {
        guard stage == .open else { return .closed }
        let (delivery, actions) = session.send(kind, bytes)
        perform(actions)
        return delivery
    }

    /// Tells when there is room; `false` when there will be none.
    func whenRoomy(_ waiter: CheckedContinuation<Bool, Never>) {
        guard stage == .open, session.state == .open else { return waiter.resume(returning: false) }
        if session.hasRoom { return waiter.resume(returning: true) }
        session.wantRoom()
        roomWaiters.append(waiter)
    }

    func close(_ code: WebSocketCloseCode, _ reason: String) {
        perform(stage == .open ? session.close(code, reason, at: .now()) : session.broke())
    }

    /// The server stops: told once, however often it is heard.
    func drain() {
        guard session.drain(at: .now()) else { return }
        inbox.stop()
        schedule()
    }

    func cut() { perform(session.broke()) }

    func whenEnded(_ waiter: CheckedContinuation<WebSocketEnd, Never>) {
        if case .ended(let end) = session.state, stage == .over { return waiter.resume(returning: end) }
        endWaiters.append(waiter)
    }

    // MARK: Steps

    private func perform(_ actions: [WebSocketSession.Action]) {
        guard let context else { return }
        var isWritten = false
        for action in actions {
            switch action {
            case .write(let bytes):
                let count = bytes.readableBytes
                let promise = context.eventLoop.makePromise(of: Void.self)
                promise.futureResult.assumeIsolated().whenComplete { _ in self.perform(self.session.taken(count)) }
                context.write(wrapOutboundOut(.byteBuffer(bytes)), promise: promise)
                isWritten = true
            case .deliver(let message): inbox.put(message)
            case .pong: inbox.pong()
            case .room: resumeRoomWaiters(true)
            case .closeOutput:
                context.flush()
                context.close(mode: .output, promise: nil)
            case .cut: context.close(promise: nil)
            }
        }
        if isWritten { context.flush() }
        // Whoever waits for room, or for messages, learns at once that there will be none.
        if session.state != .open {
            inboxEnds()
            resumeReading()
        }
        schedule()
    }

    private func inboxEnds() {
        inbox.end()
        resumeRoomWaiters(false)
    }

    private func resumeRoomWaiters(_ hasRoom: Bool) {
        let waiters = roomWaiters
        roomWaiters = []
        for waiter in waiters { waiter.resume(returning: hasRoom) }
    }

    private func over() {
        if stage == .over { return }
        stage = .over
        _ = session.broke()
        alarm?.task.cancel()
        alarm = nil
        inboxEnds()
        openWaiter?.resume(returning: false)
        openWaiter = nil
        guard case .ended(let end) = session.state else { preconditionFailure("a session without a connection goes on") }
        for waiter in endWaiters { waiter.resume(returning: end) }
        endWaiters = []
    }

    /// An alarm that rings early looks again: most changes then cost no timer of their own.
    private func schedule() {
        guard stage == .open, let context, let deadline = session.deadline else { return }
        if let alarm {
            if alarm.at <= deadline { return }
            alarm.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.alarm = nil
            self.perform(self.session.pass(.now(), isReading: !self.isReadHeld))
        }
        alarm = (deadline, task)
    }
}

// Belongs to its event loop.
@available(*, unavailable)
extension WebSocketHandler: Sendable {}
