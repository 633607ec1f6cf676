import Foundation
import HTTPTypes
import Hummingbird

/// Whether a request comes from a page of ours. Source: WHATWG Fetch section «Origin header»; W3C Fetch Metadata.
struct SameOrigin: Sendable {
    /// `https://news.example.org`, as readers see us.
    let publicURL: String?

    /// - Throws: 403 `csrf_failed`.
    func demand(_ request: Request) throws(Problem) {
        guard isOurs(request) else {
            throw Problem(.csrfFailed, "A request with a session's cookie must come from a page of ours, and say so in Origin")
        }
    }

    /// - Parameter others: More origins that count.
    func isOurs(_ request: Request, or others: [String] = []) -> Bool {
        guard let origin = request.headers[.origin] else { return request.headers[.secFetchSite] == "same-origin" }
        if origin == publicURL || others.contains(origin) { return true }
        guard let authority = request.head.authority, let host = SameOrigin.host(of: origin) else { return false }
        return host == authority.lowercased()
    }

    /// Host and port; «null» has none.
    private static func host(of origin: String) -> String? {
        guard let mark = origin.range(of: "://") else { return nil }
        return origin[mark.upperBound...].lowercased()
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
