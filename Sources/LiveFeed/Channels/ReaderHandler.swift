import NIOCore
import NIOHTTPTypes

/// Watches one connection, or one HTTP/2 stream, for what concerns an open stream: the client went away, the socket takes
/// bytes again, the server stops. Does nothing while no stream is open on it.
final class ReaderHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart

    private let configuration: FeedConfiguration
    private var current: (reader: ChannelReader, shard: ChannelShard)?
    /// The client may leave, and the server stop, before a stream is open.
    private var isGone = false
    private var isStopping = false

    init(configuration: FeedConfiguration) {
        self.configuration = configuration
    }

    /// Whether the client is there, as far as this channel knows.
    var isOpen: Bool { !isGone }

    /// Opens a stream on this channel.
    func open(_ reader: ChannelReader, on shard: ChannelShard) {
        guard !isGone, reader.outlet.channel.isActive else { return reader.end(.readerGone) }
        current = (reader, shard)
        reader.outlet.bound(by: configuration)
        shard.join(reader)
        if isStopping { drain() }
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
        case is ChannelShouldQuiesceEvent:
            isStopping = true
            drain()
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
    private func drain() {
        guard let (reader, shard) = current else { return }
        let delay = TimeAmount(configuration.drain * Double.random(in: 0..<1))
        shard.loop.assumeIsolated().scheduleTask(in: delay) { shard.close(reader, .draining) }
    }
}
