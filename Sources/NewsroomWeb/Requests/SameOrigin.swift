import Foundation
import HTTPTypes
import Hummingbird

/// Whether a request comes from a page of ours. Source: WHATWG Fetch section «Origin header»; W3C Fetch Metadata.
struct SameOrigin: Sendable {
    /// `https://news.example.org`, as readers see us.
    let publicURL: String?
    /// Whether this node itself serves https.
    let servesTLS: Bool

    /// - Throws: 403 `csrf_failed`.
    func demand(_ request: Request) throws(Problem) {
        guard isOurs(request) else {
            throw Problem(.csrfFailed, "A request with a session's cookie must come from a page of ours, and say so in Origin")
        }
    }

    /// - Parameter others: More origins that count.
    func isOurs(_ request: Request, or others: [String] = []) -> Bool {
        switch RequestOrigin(of: request, isSecure: servesTLS, publicURL: publicURL) {
        case .same: true
        case .foreign: request.headers[.origin].map(others.contains) ?? false
        case .unsaid: request.headers[.secFetchSite] == "same-origin"
        }
    }
}

extension HTTPField.Name {
    static let csrfToken = constant("X-CSRF-Token")
    static let secFetchSite = constant("Sec-Fetch-Site")
}

extension Problem {
    /// The secret of a form is missing or another session's.
    static let wrongCSRFToken = Problem(
        .csrfFailed, "Send the session's token in X-CSRF-Token: pages have it in their head, GET /v1/account tells it")
}
