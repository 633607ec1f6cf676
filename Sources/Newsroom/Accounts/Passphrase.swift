import Foundation

/// What somebody signs in with, as it is hashed: in Unicode's composed form, so that keyboards that write «é» in two ways mean the same.
public struct Passphrase: Sendable {
    /// The words; never to be logged or stored.
    public let text: String

    /// Takes a new passphrase: 10...200 characters, and nothing but its length decides.
    /// - Throws: `FieldErrors`.
    public init(new text: String) throws(FieldErrors) {
        self.init(text)
        var fields = FieldChecker()
        let limit = Limits.passphraseCharacters
        if !limit.contains(text.count) {
            fields.fault("passphrase", "must have \(limit.lowerBound)...\(limit.upperBound) characters, has \(text.count)")
        } else if self.text.utf8.count > Limits.maxPassphraseBytes {
            fields.fault("passphrase", "must have at most \(Limits.maxPassphraseBytes) bytes in UTF-8")
        }
        // The hash would end at a NUL; the others cannot be typed.
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            fields.fault("passphrase", "must not contain control characters")
        }
        try fields.finish()
    }

    /// Takes what somebody says their passphrase is.
    public init(_ text: String) {
        self.text = text.precomposedStringWithCanonicalMapping
    }
}

extension FieldChecker {
    /// Checks a new passphrase.
    public mutating func passphrase(_ text: String) -> Passphrase? {
        faultless { () throws(FieldErrors) in try Passphrase(new: text) }
    }
}

extension Passphrase: CustomStringConvertible {
    /// Nothing that could get into a log.
    public var description: String { "a passphrase" }
}
