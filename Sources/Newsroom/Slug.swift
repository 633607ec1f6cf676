import Foundation

/// The readable part of an address: lower-case ASCII letters, digits and single hyphens, 1...80 characters.
public struct Slug: Hashable, Sendable {
    /// The text, as it stands in an address.
    public let text: String

    private init(unchecked text: String) {
        self.text = text
    }

    /// Derives a slug from a headline or a name: transliterated to ASCII, cut at a word's end.
    /// - Parameter phrase: Any text; one without a usable letter gives «untitled».
    public init(phrase: String) {
        // «ł» and «ø» are letters of their own, which folding leaves as they are; Latin-ASCII knows what they look like.
        let latin = phrase.applyingTransform(StringTransform("Any-Latin; Latin-ASCII"), reverse: false) ?? phrase
        let plain = latin.folding(options: [.diacriticInsensitive, .caseInsensitive, .widthInsensitive], locale: nil)
        var text = ""
        for word in plain.lowercased().split(whereSeparator: {
            !($0.isASCII && ($0.isLetter || $0.isNumber)) && $0 != "'" && $0 != "’"
        }) {
            let clean = word.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
            guard !clean.isEmpty else { continue }
            guard text.count + clean.count + 1 <= Limits.slugCharacters.upperBound - 8 else { break }
            text += text.isEmpty ? clean : "-" + clean
        }
        self.text = text.isEmpty ? "untitled" : text
    }

    /// Characters of a slug that stay when a number is put behind it.
    public static let stemCharacters = Limits.slugCharacters.upperBound - 8

    /// The same slug with a number behind it, for the second and later of a name.
    /// - Parameter number: 2...999,999.
    public func numbered(_ number: Int) -> Slug {
        var stem = text.prefix(Slug.stemCharacters)
        // A cut at a hyphen would leave two in a row.
        while stem.last == "-" { stem.removeLast() }
        return Slug(unchecked: "\(stem)-\(number)")
    }
}

extension Slug: LosslessStringConvertible {
    /// Takes a text that already is a slug; anything else gives `nil`.
    public init?(_ description: String) {
        let bytes = description.utf8
        let isPlain = bytes.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
        guard isPlain, Limits.slugCharacters.contains(bytes.count), bytes.first != 0x2D, bytes.last != 0x2D,
            !description.contains("--")
        else { return nil }
        self.text = description
    }

    /// The text.
    public var description: String { text }
}
