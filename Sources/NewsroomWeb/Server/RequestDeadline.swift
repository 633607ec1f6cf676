import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Ends connections that say too little for too long. One a connection; belongs to its event loop.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var state: RequestDeadlineState
    private var deadline: NIODeadline?
    private var alarm: (at: NIODeadline, task: Scheduled<Void>)?

    init(delays: RequestDeadlineState.Delays) {
        state = RequestDeadlineState(delays: delays)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { apply(state.opened(), context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        apply(state.opened(), context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: apply(state.headArrived(), context)
        case .body: break
        case .end: apply(state.bodyEnded(), context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head): if head.status.kind != .informational { apply(state.answerStarted(), context) }
        case .body: break
        case .end: apply(state.answerEnded(), context)
        }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func apply(_ change: RequestDeadlineState.Change, _ context: ChannelHandlerContext) {
        switch change {
        case .keep: break
        case .clear: deadline = nil
        case .set(let delay):
            let time = NIODeadline.now() + TimeAmount(delay)
            deadline = time
            schedule(time, context)
        }
    }

    /// An alarm that rings early looks again: most requests then cost no timer of their own.
    private func schedule(_ time: NIODeadline, _ context: ChannelHandlerContext) {
        if let alarm {
            if alarm.at <= time { return }
            alarm.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) { self.ring(context) }
        alarm = (time, task)
    }

    private func ring(_ context: ChannelHandlerContext) {
        alarm = nil
        guard let deadline else { return }
        if deadline > .now() { return schedule(deadline, context) }
        self.deadline = nil
        switch state.expired() {
        case .ignore: break
        case .close: context.close(promise: nil)
        case .answerTimeout:
            let problem = Problem(.requestTimeout, "The body did not arrive in time")
            let bytes = problem.json(path: "", requestID: "").bytes
            let fields: HTTPFields = [
                .contentType: Problem.mediaType, .contentLength: String(bytes.count), .connection: "close",
                .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ]
            context.write(wrapOutboundOut(.head(HTTPResponse(status: .requestTimeout, headerFields: fields))), promise: nil)
            context.write(wrapOutboundOut(.body(ByteBuffer(bytes: bytes))), promise: nil)
            let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
            written.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        }
    }

    private func stop() {
        deadline = nil
        alarm?.task.cancel()
        alarm = nil
    }
}

// Belongs to its event loop.
@available(*, unavailable)
extension RequestDeadline: Sendable {}
