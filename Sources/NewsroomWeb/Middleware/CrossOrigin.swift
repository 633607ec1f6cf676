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
        guard !origins.isEmpty else { return try await next(request, context) }
        guard let origin = request.headers[.origin], isListed(origin) else {
            return varied(try await next(request, context))
        }
        if request.method == .options, request.headers[.accessControlRequestMethod] != nil { return preflight(for: origin) }
        var response = varied(try await next(request, context))
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = "ETag, Location, Link, Retry-After, X-Request-Id, Idempotency-Replayed"
        return response
    }

    private func isListed(_ origin: String) -> Bool { origins.contains(origin) || origins.contains("*") }

    private func varied(_ response: Response) -> Response {
        var response = response
        response.headers[values: .vary].append("Origin")
        return response
    }

    private func preflight(for origin: String) -> Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowOrigin: origin,
                .accessControlAllowMethods: "GET, HEAD, POST, PATCH, OPTIONS",
                .accessControlAllowHeaders:
                    "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID",
                .accessControlMaxAge: "600",
                .vary: "Origin",
            ])
    }
}
