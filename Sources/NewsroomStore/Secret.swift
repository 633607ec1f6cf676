import Crypto
import Foundation
import Newsroom

/// The secrets of tokens and sessions: 256 random bits as base64url.
enum Secret {
    private static let randomBytes = 32

    /// Of a token: begins with `cr_<role>_`, so that leak scanners and people know one when they see it.
    static func ofToken(for role: Role) -> String { "cr_\(role)_\(make())" }

    /// Of a session: 43 characters.
    static func ofSession() -> String { make() }

    private static func make() -> String {
        // The system's generator is getrandom(2) here, which is fit for secrets.
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<randomBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return Data(bytes).base64URL
    }

    /// SHA-256. A slow hash would add nothing: the secret is random, not a word that could be guessed.
    static func hash(of secret: String) -> [UInt8] {
        Array(SHA256.hash(data: Data(secret.utf8)))
    }
}
