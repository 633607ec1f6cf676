import NIOCore
import NIOHTTPTypes

/// Watches one connection, or one HTTP/2 stream, for what concerns an open stream: the client went away, the socket takes
/// bytes again, the server stops. Does nothing while no stream is open on it.
final class ReaderHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let configuration: FeedConfiguration
    private var current: (reader: Reader, shard: Shard)?
    /// The client may leave before its stream is open.
    private var isGone = false

    init(configuration: FeedConfiguration) {
        self.configuration = configuration
    }

    /// Opens a stream on this channel.
    func open(_ reader: Reader, on shard: Shard) {
        guard !isGone, reader.outlet.channel.isActive else { return reader.end(.readerGone) }
        current = (reader, shard)
        bound(reader.outlet.channel)
        shard.join(reader)
    }

    /// Keeps a reader that does not read from holding memory, ours and the kernel's.
    private func bound(_ channel: any Channel) {
        let high = configuration.maxUnsentBytes
        // Channels of tests have no socket; nothing is lost when an option is not taken.
        try? channel.syncOptions?.setOption(.writeBufferWaterMark, value: .init(low: high / 2, high: high))
        let socket = channel.parent?.parent == nil ? channel : channel.parent
        try? socket?.syncOptions?.setOption(.socketOption(.so_sndbuf), value: .init(configuration.socketBufferBytes))
    }

    func channelInactive(context: ChannelHandlerContext) {
        readerLeft()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        readerLeft()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        readerLeft()
        context.fireErrorCaught(error)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if let (reader, shard) = current { shard.writabilityChanged(reader) }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed: readerLeft()
        case is ChannelShouldQuiesceEvent: serverStops(on: context.eventLoop)
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func readerLeft() {
        isGone = true
        guard let (reader, shard) = current else { return }
        current = nil
        shard.leave(reader, .readerGone)
    }

    /// Streams end spread over the drain time, so that their readers do not arrive elsewhere at one moment.
    private func serverStops(on loop: any EventLoop) {
        guard let (reader, shard) = current else { return }
        let delay = TimeAmount(configuration.drain * Double.random(in: 0..<1))
        loop.assumeIsolated().scheduleTask(in: delay) { shard.close(reader, .draining) }
    }
}
