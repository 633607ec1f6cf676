import Crypto
import Foundation
import Newsroom

/// Knows a text that comes again, also when it is spelled with other blanks, signs or lookalikes of case and width.
enum Fingerprint {
    /// SHA-256 of the letters and digits that are read, folded.
    static func of(_ text: CommentText) -> [UInt8] {
        Array(SHA256.hash(data: Data(TextFolding.essence(text.plainText).utf8)))
    }
}
