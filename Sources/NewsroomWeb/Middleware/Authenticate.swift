import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Newsroom

/// Finds out who asks. A token that is not valid is refused even where none is needed: its owner should hear of it.
struct Authenticate: RouterMiddleware {
    /// The owner of a token; `nil` when there is none.
    let principal: @Sendable (_ token: String) async throws -> Principal?

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        // `/metrics` has a token of its own, and pages have sessions.
        guard request.uri.path.hasPrefix("/v1/"), let header = request.headers[.authorization] else {
            return try await next(request, context)
        }
        guard let token = Authenticate.bearerToken(header) else { throw Problem.invalidToken }
        guard let principal = try await principal(token) else { throw Problem.invalidToken }
        var context = context
        context.principal = principal
        context.logger[metadataKey: "principal.id"] = "\(principal.ownerID)"
        return try await next(request, context)
    }

    /// Reads `Bearer <token>` (RFC 6750 section 2.1); the scheme's case does not matter.
    static func bearerToken(_ header: String) -> String? {
        let parts = header.trimmingSpaces.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].trimmingSpaces
        let isToken = (1...512).contains(token.utf8.count) && token.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isToken ? token : nil
    }
}

extension WebContext {
    /// Who asks, when somebody must.
    /// - Throws: 401.
    func requirePrincipal() throws(Problem) -> Principal {
        guard let principal else { throw Problem.authenticationRequired }
        return principal
    }

    /// Who asks, when it must be somebody of a role.
    /// - Throws: 401 or 403.
    func requirePrincipal(
        _ who: String, _ isPermitted: (Role) -> Bool
    ) throws(Problem) -> Principal {
        let principal = try requirePrincipal()
        guard isPermitted(principal.role) else {
            throw Problem(.forbidden, "Only \(who) may do this; the token's role is «\(principal.role.rawValue)»")
        }
        return principal
    }
}
