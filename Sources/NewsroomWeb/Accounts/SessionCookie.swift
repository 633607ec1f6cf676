import Crypto
import Foundation
import HTTPTypes
public import Hummingbird
import Newsroom

/// The cookie that holds a session's secret. Source: RFC 6265bis section 4.1.3.2 for the name.
public struct SessionCookie: Sendable {
    /// `__Host-courant_session` where everything goes over TLS: then no other host and no plain page can set it.
    public let name: String
    private let attributes: String

    /// - Parameter isSecure: Whether readers use https.
    init(isSecure: Bool) {
        name = isSecure ? "__Host-courant_session" : "courant_session"
        attributes = "; Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }

    /// Finds the secret among a request's cookies; anything that cannot be one gives `nil`.
    func secret(in headers: HTTPFields) -> String? {
        for field in headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(\.trimmingSpaces)
                if parts.count == 2, parts[0] == name { return SessionCookie.isSecret(parts[1]) ? parts[1] : nil }
            }
        }
        return nil
    }

    /// Signs the browser in that gets this answer.
    public func give(_ secret: String, to response: inout Response) {
        let seconds = Limits.sessionLifetime.components.seconds
        response.headers.append(HTTPField(name: .setCookie, value: "\(name)=\(secret); Max-Age=\(seconds)\(attributes)"))
    }

    /// Makes the browser forget it.
    public func take(from response: inout Response) {
        response.headers.append(HTTPField(name: .setCookie, value: "\(name)=; Max-Age=0\(attributes)"))
    }

    /// What pages send along to prove that they are ours: a script of another site can neither read nor guess it.
    static func csrfToken(of secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("csrf".utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static let secretBytes = 43

    private static func isSecret(_ text: String) -> Bool {
        text.utf8.count == secretBytes
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                    || $0 == 0x5F
            }
    }
}
