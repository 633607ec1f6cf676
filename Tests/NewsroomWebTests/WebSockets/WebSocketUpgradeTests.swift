import EventStreams
import Foundation
import Hummingbird
import NIOCore
import NIOPosix
import Testing

@testable import NewsroomWeb

struct WebSocketUpgradeTests {
    /// Adds a route that lets moderators in, and says back what they say, and when they are alive.
    private static func addRoute(_ router: WebRouter) {
        let upgrade = WebSocketUpgrade(subprotocol: "echo", settings: WebSettings())
        router.get("/v1/echo") { request, context in
            guard request.headers[.userAgent] == "moderator" else { throw Problem.authenticationRequired }
            return try await upgrade.respond(to: request, context, isOriginRequired: true) { socket in
                for await case .message(let message) in socket.events { _ = await socket.send(message.text) }
            }
        }
    }

    private static let fields = """
        Host: x\r
        Origin: http://x\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Protocol: echo\r

        """

    /// Sends a request, and hands over what comes back.
    private func talk(
        _ web: TestWeb, _ request: String,
        _ body:
            @Sendable (inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator, NIOAsyncChannelOutboundWriter<ByteBuffer>)
            async throws -> Void
    ) async throws {
        let client = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: web.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await client.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var answers = inbound.makeAsyncIterator()
            try await body(&answers, outbound)
        }
    }

    @Test func `A route decides, and then the connection speaks frames`() async throws {
        try await TestWeb.lendWithoutDatabase(adding: Self.addRoute) { web in
            try await talk(web, "GET /v1/echo HTTP/1.1\r\nUser-Agent: moderator\r\n\(Self.fields)\r\n") { answers, outbound in
                let head = String(buffer: try #require(try await answers.next()))
                #expect(head.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
                #expect(head.lowercased().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n"))
                try await outbound.write(ByteBuffer(bytes: [0x81, 0x82, 0, 0, 0, 0] + Array("hi".utf8)))
                #expect(try await answers.next() == ByteBuffer(bytes: [0x81, 2] + Array("hi".utf8)))
                try await outbound.write(ByteBuffer(bytes: [0x88, 0x80, 0, 0, 0, 0]))
                #expect(try await answers.next() == ByteBuffer(bytes: [0x88, 0]))
                #expect(try await answers.next() == nil, "and the server ends the connection")
            }
            let metrics = try await web.ask("GET", "/metrics").text
            #expect(metrics.contains(#"route="/v1/echo""#) && metrics.contains(#"status="101""#))
        }
    }

    @Test(arguments: [
        ("GET /v1/echo HTTP/1.1\r\n\(fields)\r\n", "401", "authentication_required"),
        ("GET /v1/echo HTTP/1.1\r\nUser-Agent: moderator\r\nHost: x\r\nOrigin: http://x\r\n\r\n", "426", "upgrade_required"),
        (
            "GET /v1/echo HTTP/1.1\r\nUser-Agent: moderator\r\n\(fields.replacing("http://x", with: "http://y"))\r\n", "403",
            "forbidden"
        ),
        (
            "GET /v1/echo HTTP/1.1\r\nUser-Agent: moderator\r\n\(fields.replacing("Origin: http://x\r\n", with: ""))\r\n",
            "403",
            "forbidden"
        ),
    ])
    func `Who is refused is told in a problem`(_ request: String, _ status: String, _ code: String) async throws {
        try await TestWeb.lendWithoutDatabase(adding: Self.addRoute) { web in
            try await talk(web, request) { answers, _ in
                var answer = ""
                while !answer.contains("}"), let more = try await answers.next() { answer += String(buffer: more) }
                #expect(answer.hasPrefix("HTTP/1.1 \(status)"))
                #expect(answer.contains(#""code":"\#(code)""#))
                // What follows would be read as another protocol.
                #expect(!request.contains("Upgrade: ") || answer.lowercased().contains("connection: close"))
            }
        }
    }

    @Test func `A conversation ends with the server's task`() async throws {
        try await TestWeb.lendWithoutDatabase(adding: Self.addRoute) { web in
            // Left open: the server's end must not wait for it.
            let answered = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Void.self)
            let socket = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(FirstBytes(seen: answered))
                    }
                }
                .connect(host: "127.0.0.1", port: web.port).get()
            try await socket.writeAndFlush(
                ByteBuffer(string: "GET /v1/echo HTTP/1.1\r\nUser-Agent: moderator\r\n\(Self.fields)\r\n"))
            try await answered.futureResult.get()
        }
    }
}

/// Tells that something was received.
private final class FirstBytes: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let seen: EventLoopPromise<Void>

    init(seen: EventLoopPromise<Void>) { self.seen = seen }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { seen.succeed() }

    func channelInactive(context: ChannelHandlerContext) { seen.fail(ChannelError.eof) }
}
