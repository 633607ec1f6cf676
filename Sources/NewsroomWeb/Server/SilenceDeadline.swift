import NIOCore

/// Ends TLS connections on which nothing goes on, whatever the client does. One a connection; belongs to its event loop.
///
/// `RequestDeadline` counts requests, and sees none before the handshake, or on a connection of HTTP/2 without streams: without this
/// such connections would stay for ever, also when the server stops. It stands between TLS and HTTP.
final class SilenceDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    /// How long it may be silent.
    struct Delays: Sendable, Equatable {
        /// From the connection to the first byte that the client sends within TLS.
        var firstByte: Duration
        /// Between bytes that the server sends. A client's own bytes do not count, lest they drip on.
        var answer: Duration
        /// From the server's stop to the end of all streams.
        var stop: Duration
    }

    private let delays: Delays
    private var hasClientSpoken = false
    private var isStopping = false
    private var lastAnswer = NIODeadline.now()
    private var alarm: Scheduled<Void>?

    init(delays: Delays) {
        self.delays = delays
    }

    func handlerAdded(context: ChannelHandlerContext) { close(context, after: TimeAmount(delays.firstByte)) }

    func handlerRemoved(context: ChannelHandlerContext) { alarm?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !hasClientSpoken, !isStopping {
            hasClientSpoken = true
            lastAnswer = .now()
            look(context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        lastAnswer = .now()
        context.write(data, promise: promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            isStopping = true
            close(context, after: hasClientSpoken ? TimeAmount(delays.stop) : .zero)
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Hummingbird closes an HTTP/2 connection while the last frame of its last stream is being written: that frame, which says that
    /// the answer is complete, would be thrown away.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard case .all = mode else { return context.close(mode: mode, promise: promise) }
        context.eventLoop.assumeIsolated().execute {
            context.flush()
            context.close(mode: mode, promise: promise)
        }
    }

    private func look(_ context: ChannelHandlerContext) {
        let end = lastAnswer + TimeAmount(delays.answer)
        alarm?.cancel()
        if end <= .now() { return context.close(promise: nil) }
        // Most alarms find that something was sent meanwhile: then no write costs a timer of its own.
        alarm = context.eventLoop.assumeIsolated().scheduleTask(deadline: end) { self.look(context) }
    }

    private func close(_ context: ChannelHandlerContext, after delay: TimeAmount) {
        alarm?.cancel()
        alarm = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { context.close(promise: nil) }
    }
}

// Belongs to its event loop.
@available(*, unavailable)
extension SilenceDeadline: Sendable {}
