import HTTPTypes
import Hummingbird

/// Finds out where the client is, when a trusted proxy stands between.
struct FindClient: RouterMiddleware {
    let proxies: TrustedProxies

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.clientAddress = proxies.client(of: context.clientAddress, forwarded: request.headers[values: .xForwardedFor])
        return try await next(request, context)
    }
}
