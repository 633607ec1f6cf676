public import Hummingbird
import Logging
public import NIOCore
public import Newsroom

/// What one request carries from the socket to its handler.
public struct WebContext: RequestContext {
    /// What Hummingbird keeps: logger, parameters, route.
    public var coreContext: CoreRequestContextStorage
    /// The connection, or the HTTP/2 stream.
    public let channel: any Channel
    /// Who is asking; `nil` for the public.
    public var principal: Principal?
    /// What the session's requests prove themselves with; `nil` when no cookie was shown, or a token was.
    public var csrfToken: String?
    /// Where the client is, as far as it can be believed: see `TrustedProxies`.
    public var clientAddress: String
    /// Names the request in the answer, in problems and in the log. The client's own `X-Request-Id` when it is a plain one.
    public var requestID: String

    /// Starts a request that nobody has signed.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        principal = nil
        csrfToken = nil
        clientAddress = source.channel.remoteAddress?.ipAddress ?? TrustedProxies.localAddress
        requestID = source.logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? ""
    }

    /// The peer's address; behind a proxy, the proxy's.
    public var remoteAddress: SocketAddress? { channel.remoteAddress }

    /// The route's template, for logs and metrics: `/v1/articles/{id}`, or `unmatched`.
    public var route: String {
        switch endpointPath {
        case "NotFound", nil: "unmatched"
        case let path?: path
        }
    }
}
