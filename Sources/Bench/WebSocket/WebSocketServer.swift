import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The bare WebSocket server that streams are compared with: whoever connects is sent, as text, whatever is POSTed.
///
/// One event loop. It keeps all that was POSTed, and sends who comes with `?after=<number>` what followed that number. A ping every
/// 15 s keeps proxies awake, as a stream's checkpoint does. No log, no topics, no rights.
public enum WebSocketServer {
    private static let backlog: Int32 = 4096

    /// Serves until the task is cancelled.
    /// - Parameter port: On loopback.
    /// - Throws: When the port is taken.
    public static func run(port: Int) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let hub = WebSocketHub(on: group.next())
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(WebSocketPeer(hub: hub, after: number(in: head.uri)))
                }
            })
        let server = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let publishing = PublishHandler(hub: hub)
                    let publishingName = "publish"
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withServerUpgrade: (
                            upgraders: [upgrader],
                            completionHandler: { context in context.pipeline.removeHandler(name: publishingName, promise: nil) }
                        ))
                    try channel.pipeline.syncOperations.addHandler(publishing, name: publishingName)
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        try await withTaskCancellationHandler {
            try await server.closeFuture.get()
        } onCancel: {
            server.close(promise: nil)
        }
        try await group.shutdownGracefully()
    }

    /// Of `/?after=12`; with none, nothing that was said before follows.
    private static func number(in uri: String) -> Int {
        uri.split(separator: "=").last.flatMap { Int($0) } ?? .max
    }
}

/// Everybody who is connected, and everything that was said.
///
/// `@unchecked Sendable`: it is touched on its one event loop only, on which all connections are.
final class WebSocketHub: @unchecked Sendable {
    private static let pingInterval = TimeAmount.seconds(15)

    private var channels: [ObjectIdentifier: any Channel] = [:]
    private var messages: [(number: Int, bytes: ByteBuffer)] = []

    init(on loop: any EventLoop) {
        loop.scheduleRepeatedTask(initialDelay: Self.pingInterval, delay: Self.pingInterval) { _ in
            for channel in self.channels.values {
                channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()), promise: nil)
            }
        }
    }

    func join(_ channel: any Channel, after number: Int) {
        channels[ObjectIdentifier(channel)] = channel
        for message in messages where message.number > number { channel.write(frame(message.bytes), promise: nil) }
        channel.flush()
    }

    func leave(_ channel: any Channel) { channels[ObjectIdentifier(channel)] = nil }

    func publish(_ bytes: ByteBuffer) {
        messages.append((bytes.withUnsafeReadableBytes { Marker.number(in: $0) } ?? 0, bytes))
        for channel in channels.values { channel.writeAndFlush(frame(bytes), promise: nil) }
    }

    private func frame(_ bytes: ByteBuffer) -> WebSocketFrame { WebSocketFrame(fin: true, opcode: .text, data: bytes) }
}

/// One connection.
private final class WebSocketPeer: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame

    private let hub: WebSocketHub
    private let number: Int

    init(hub: WebSocketHub, after number: Int) {
        self.hub = hub
        self.number = number
    }

    func handlerAdded(context: ChannelHandlerContext) { hub.join(context.channel, after: number) }

    func channelInactive(context: ChannelHandlerContext) {
        hub.leave(context.channel)
        context.fireChannelInactive()
    }

    /// Pongs and farewells; who has nothing to say is not answered.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if unwrapInboundIn(data).opcode == .connectionClose { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Takes what is POSTed; answers every request with 204.
private final class PublishHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let hub: WebSocketHub
    private var body = ByteBuffer()

    init(hub: WebSocketHub) { self.hub = hub }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: body = ByteBuffer()
        case .body(var part): body.writeBuffer(&part)
        case .end:
            if body.readableBytes > 0 { hub.publish(body) }
            context.write(wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .noContent))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
