import Hummingbird

/// Sees that every address is spelled in one way. The router passes over empty parts of a path, so that `//v1/stream` and `/v1/stream/`
/// would reach what `/v1/stream` names, past everything that looks at the path itself: who asks, and by which proof.
struct DemandPlainPath: RouterMiddleware {
    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        let isPlain = path == "/" || path.hasPrefix("/") && !path.hasSuffix("/") && !path.contains("//")
        if isPlain { return try await next(request, context) }
        let parts = path.split(separator: "/")
        let plain = "/" + parts.joined(separator: "/")
        // Readers who add a slash to a page's address are led to it.
        guard [.get, .head].contains(request.method), path.hasPrefix("/"), parts.first != "v1",
            let page = ReturnPath(plain + (request.uri.query.map { "?\($0)" } ?? ""))
        else { throw Problem(.notFound, "There is nothing at this address") }
        return Response(status: .permanentRedirect, headers: [.location: page.text])
    }
}
