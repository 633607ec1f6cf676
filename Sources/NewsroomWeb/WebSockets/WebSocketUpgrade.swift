public import EventStreams
import HTTPTypes
public import Hummingbird
import Logging
import NIOHTTP1
import ServiceLifecycle

/// Turns a request into a conversation. Whether whoever asks may have it is decided before, as for every route.
public struct WebSocketUpgrade: Sendable {
    /// What the messages are, for example `courant.moderation.v1`.
    public let subprotocol: String?
    private let configuration: WebSocketConfiguration
    private let settings: WebSettings

    /// - Parameters:
    ///   - subprotocol: The client has to offer it. `nil` demands none.
    ///   - configuration: What a peer may do.
    ///   - settings: Know the address that readers use, and whether this node serves TLS.
    public init(
        subprotocol: String?, configuration: WebSocketConfiguration = WebSocketConfiguration(), settings: WebSettings
    ) {
        self.subprotocol = subprotocol
        self.configuration = configuration
        self.settings = settings
    }

    /// Answers a request with 101, and holds the conversation for as long as the connection lives.
    /// - Parameters:
    ///   - isOriginRequired: Whether a request that does not name its page is refused, as when a cookie signs it. One that names
    ///     another site's is always refused.
    ///   - converse: The conversation. What is open when it returns is closed with 1000.
    /// - Throws: `Problem`: 403 for another site's page, 426 without an upgrade, 400 for a request that is not as it should be.
    public func respond(
        to request: Request, _ context: WebContext, isOriginRequired: Bool,
        converse: @escaping @Sendable (WebSocketConnection) async -> Void
    ) async throws -> Response {
        let channel = context.channel
        let isHTTP1 = try await channel.eventLoop.submit {
            (try? channel.pipeline.syncOperations.handler(type: HTTPResponseEncoder.self)) != nil
        }.get()
        // No «Upgrade» is named: HTTP/2 has none.
        guard isHTTP1 else { throw Problem(.upgradeRequired, WebSocketHandshake.demand) }
        switch RequestOrigin(of: request, isSecure: settings.servesTLS, publicURL: settings.publicURL) {
        case .same: break
        case .unsaid: if isOriginRequired { throw Problem(.forbidden, "A browser's WebSocket names its Origin") }
        case .foreign: throw Problem(.forbidden, "Pages of other sites may not connect: Origin is not this address")
        }
        let handshake = try WebSocketHandshake(request, subprotocol: subprotocol, compresses: configuration.compresses)
        do {
            let connection = try await WebSocketConnection.take(
                channel, configuration: configuration, deflate: handshake.deflate)
            return Response(
                status: .switchingProtocols, headers: handshake.answer,
                body: ResponseBody { [logger = context.logger] _ in
                    // The connection hears of the stop by itself, unless the server stopped while the request was answered.
                    let end = await withGracefulShutdownHandler {
                        await connection.converse(converse)
                    } onGracefulShutdown: {
                        connection.drain()
                    }
                    logger.debug("WebSocket ended", metadata: ["websocket.end": "\(end)"])
                })
        } catch is WebSocketConnection.Unavailable {
            throw Problem.unavailable("The connection has ended")
        }
    }
}
