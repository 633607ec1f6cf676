import HTTPTypes
import Hummingbird

/// Lets scripts of listed sites use the API. Source: WHATWG Fetch section «CORS protocol».
struct CrossOrigin: RouterMiddleware {
    private let origins: Set<String>

    init(origins: [String]) {
        self.origins = Set(origins)
    }

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        if let origin = request.headers[.origin], isListed(origin), request.method == .options,
            request.headers[.accessControlRequestMethod] != nil
        {
            return preflight(for: origin)
        }
        var response = try await next(request, context)
        mark(&response.headers, for: request.headers[.origin])
        return response
    }

    /// Puts the headers on an answer to a script of some origin.
    func mark(_ headers: inout HTTPFields, for origin: String?) {
        guard !origins.isEmpty else { return }
        headers[values: .vary].append("Origin")
        guard let origin, isListed(origin) else { return }
        headers[.accessControlAllowOrigin] = origin
        headers[.accessControlExposeHeaders] =
            "ETag, Location, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotency-Replayed"
    }

    private func isListed(_ origin: String) -> Bool { origins.contains(origin) || origins.contains("*") }

    private func preflight(for origin: String) -> Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowOrigin: origin,
                .accessControlAllowMethods: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
                .accessControlAllowHeaders:
                    "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID",
                .accessControlMaxAge: "600",
                .vary: "Origin",
            ])
    }
}
