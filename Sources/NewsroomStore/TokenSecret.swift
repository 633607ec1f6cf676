import Crypto
import Foundation
import Newsroom

/// The secrets of access tokens: `cr_<role>_` and 256 random bits as base64url, so that leak scanners and people know one when they see it.
enum TokenSecret {
    private static let randomBytes = 32

    static func make(for role: Role) -> String {
        // The system's generator is getrandom(2) here, which is fit for secrets.
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<randomBytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let text = Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return "cr_\(role)_\(text)"
    }

    /// SHA-256. A slow hash would add nothing: the secret is random, not a word that could be guessed.
    static func hash(of secret: String) -> [UInt8] {
        Array(SHA256.hash(data: Data(secret.utf8)))
    }
}
