import EventStreams
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// The way to one reader's socket. Belongs to the reader's event loop.
enum Outlet {
    /// Below the HTTP/1.1 encoder, where bytes that are framed already need no second framing.
    case encoded(ChannelHandlerContext)
    /// Through the whole pipeline: HTTP/2.
    case parts(any Channel)

    /// Finds the shortest way into a channel whose response head has been written.
    init(_ channel: any Channel) {
        if let context = try? channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self) {
            self = .encoded(context)
        } else {
            // No encoder of HTTP/1.1: the channel is a stream of HTTP/2.
            self = .parts(channel)
        }
    }

    var channel: any Channel {
        switch self {
        case .encoded(let context): context.channel
        case .parts(let channel): channel
        }
    }

    /// Bounds what a client that does not read holds here and in the kernel. Streams of HTTP/2 have flow control of their own.
    func bound(by configuration: FeedConfiguration) {
        guard case .encoded(let context) = self, let options = context.channel.syncOptions else { return }
        let high = configuration.maxUnsentBytes
        // A channel without these options is not a socket: there is nothing to bound.
        try? options.setOption(.writeBufferWaterMark, value: .init(low: high / 2, high: high))
        try? options.setOption(.socketOption(.so_sndbuf), value: .init(configuration.socketBufferBytes))
    }

    var isWritable: Bool { channel.isWritable }

    /// - Parameter sent: Told when the kernel has taken the frame.
    func write(_ frame: StreamFrame, sent: EventLoopPromise<Void>? = nil) {
        switch self {
        case .encoded(let context): context.write(NIOAny(IOData.byteBuffer(frame.chunked)), promise: sent)
        case .parts(let channel): channel.write(HTTPResponsePart.body(frame.bytes), promise: sent)
        }
    }

    func flush() {
        switch self {
        case .encoded(let context): context.flush()
        case .parts(let channel): channel.flush()
        }
    }
}
