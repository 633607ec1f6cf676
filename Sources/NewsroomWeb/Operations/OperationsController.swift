import Crypto
import HTTPTypes
import Hummingbird
import NIOCore

/// What operators and their machines ask.
struct OperationsController: Sendable {
    let services: WebServices

    /// `GET /healthz`: the process is alive.
    @Sendable
    func health(_ request: Request, _ context: WebContext) async throws -> Response {
        OperationsController.answer(.ok, .object([.init("status", .string("ok"))]))
    }

    /// `GET /readyz`: 503 while anything it depends on is not well.
    @Sendable
    func readiness(_ request: Request, _ context: WebContext) async throws -> Response {
        let checks = await services.readiness()
        let isReady = checks.allSatisfy { $0.trouble == nil }
        let entries = checks.map { check in
            JSON.object([
                .init("name", .string(check.name)),
                .init("status", .string(check.trouble == nil ? "ok" : "failing")),
                .init("detail", .string(check.trouble)),
            ])
        }
        return OperationsController.answer(
            isReady ? .ok : .serviceUnavailable,
            .object([.init("status", .string(isReady ? "ok" : "failing")), .init("checks", .array(entries))]))
    }

    /// `GET /metrics`: Prometheus text, for loopback or with the scrape token.
    @Sendable
    func metrics(_ request: Request, _ context: WebContext) async throws -> Response {
        guard isPermitted(request, context) else {
            throw Problem(.forbidden, "Metrics are for loopback, or for the scrape token")
        }
        return Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: services.metrics.text())))
    }

    /// With a scrape token configured, only the token counts: behind a proxy on this machine, every peer is loopback.
    private func isPermitted(_ request: Request, _ context: WebContext) -> Bool {
        guard let expected = services.settings.metricsToken else {
            return context.remoteAddress.map(\.isLoopback) ?? false && request.headers[.xForwardedFor] == nil
        }
        guard let token = request.headers[.authorization].flatMap(Authenticate.bearerToken) else { return false }
        // Digests compare in constant time whatever their texts.
        return SHA256.hash(data: Array(token.utf8)) == SHA256.hash(data: Array(expected.utf8))
    }

    private static func answer(_ status: HTTPResponse.Status, _ json: JSON) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: json.body)
    }
}

extension HTTPField.Name {
    static let xForwardedFor = constant("X-Forwarded-For")
}

extension SocketAddress {
    /// Whether the peer is on this machine: 127.0.0.0/8, ::1, ::ffff:127.0.0.0/104, or a unix socket.
    var isLoopback: Bool {
        switch self {
        case .v4: ipAddress?.hasPrefix("127.") ?? false
        case .v6: ipAddress == "::1" || ipAddress?.hasPrefix("::ffff:127.") ?? false
        case .unixDomainSocket: true
        }
    }
}
