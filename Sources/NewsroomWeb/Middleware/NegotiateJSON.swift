import Hummingbird

/// Turns away clients that take no JSON, before anything is done.
struct NegotiateJSON: RouterMiddleware {
    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        try request.requireAcceptsJSON()
        return try await next(request, context)
    }
}
