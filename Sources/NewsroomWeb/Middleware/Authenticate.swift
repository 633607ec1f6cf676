import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Newsroom
import NewsroomStore

/// Finds out who asks: the owner of a token, under `/v1`, or of a session's cookie, everywhere.
///
/// A token that is not valid is refused even where none is needed: its owner should hear of it. A cookie that is not valid any more is
/// nobody's: its owner is signed out, and sees what the public sees.
struct Authenticate: RouterMiddleware {
    let services: WebServices

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        if request.isForPrograms, let header = request.headers[.authorization] {
            context.principal = try await owner(of: header)
        } else if Authenticate.looksAtCookies(request) {
            try await readCookie(request, &context)
        }
        if let principal = context.principal { context.logger[metadataKey: "principal.id"] = "\(principal.ownerID)" }
        return try await next(request, context)
    }

    /// Who asked with these headers, as far as it still holds; for those who stay long after they have asked.
    func principal(of headers: HTTPFields) async throws -> Principal? {
        if let token = headers[.authorization].flatMap(Authenticate.bearerToken) {
            return try await services.store.principal(token: token, at: services.now())
        }
        guard let secret = services.cookie.secret(in: headers) else { return nil }
        return try await services.store.principal(session: secret, at: services.now())
    }

    private func owner(of header: String) async throws -> Principal {
        guard let token = Authenticate.bearerToken(header),
            let principal = try await services.store.principal(token: token, at: services.now())
        else { throw Problem.invalidToken }
        return principal
    }

    private func readCookie(_ request: Request, _ context: inout WebContext) async throws {
        guard let secret = services.cookie.secret(in: request.headers),
            let principal = try await services.store.principal(session: secret, at: services.now())
        else { return }
        let token = SessionCookie.csrfToken(of: secret)
        if !request.method.isSafe {
            if request.isForPrograms {
                try services.sameOrigin.demand(request)
                guard token.isSameSecret(as: request.headers[.csrfToken]) else { throw Problem.wrongCSRFToken }
            } else if !services.sameOrigin.isOurs(request) {
                // A form of another site is nobody's; one that must be ours refuses it, and compares the token: see `Request.form`.
                return
            }
        }
        context.principal = principal
        context.csrfToken = token
    }

    /// Public streams go on while the database is away, so they ask nobody; private ones ask by themselves. Files and probes are everybody's,
    /// and `/metrics` has a token of its own.
    private static func looksAtCookies(_ request: Request) -> Bool {
        let path = request.uri.path
        return !["/v1/stream", "/healthz", "/readyz", "/metrics"].contains(path) && !path.hasPrefix("/static/")
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

extension Request {
    /// Whether the address is the API's.
    var isForPrograms: Bool { uri.path.hasPrefix("/v1/") }
}

extension HTTPRequest.Method {
    /// Source: RFC 9110 section 9.2.1.
    fileprivate var isSafe: Bool { [.get, .head, .options, .trace].contains(self) }
}

extension String {
    /// Compares in a time that tells nothing of where two secrets differ.
    func isSameSecret(as other: String?) -> Bool {
        guard let other, other.utf8.count == utf8.count else { return false }
        return zip(utf8, other.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
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
            throw Problem(.forbidden, "Only \(who) may do this; your role is «\(principal.role.rawValue)»")
        }
        return principal
    }
}
