import Foundation

/// Makes texts comparable: what readers take for the same is the same afterwards.
///
/// Compatibility forms (fullwidth, mathematical, enclosed letters) become plain ones, case goes, marks of Latin, Greek, Cyrillic, Hebrew and
/// Arabic go, and so does what cannot be seen: zero-width characters, bidirectional controls, variation selectors. Marks that are letters
/// of their own, as vowels in Devanagari and Thai or the dakuten of kana, stay.
///
/// Source: Unicode UAX #15 (NFKD, NFC), UTS #39 section 4 for the idea; `Default_Ignorable_Code_Point` of the Unicode Character Database.
public enum TextFolding {
    /// Folds a text. Line ends and blanks stay.
    public static func folded(_ text: String) -> String {
        let visible = String(String.UnicodeScalarView(text.unicodeScalars.filter { !isInvisible($0) }))
        var folded = String.UnicodeScalarView()
        for scalar in visible.decomposedStringWithCompatibilityMapping.unicodeScalars {
            if isOptionalMark(scalar) || isInvisible(scalar) { continue }
            if let letter = letters[scalar] {
                folded.append(letter)
            } else if let letter = enclosed(scalar) {
                folded.append(letter)
            } else {
                // By way of upper case, so that ß, ſ and ς become what they are elsewhere.
                for upper in scalar.properties.uppercaseMapping.unicodeScalars {
                    folded.append(contentsOf: upper.properties.lowercaseMapping.unicodeScalars.filter { !isOptionalMark($0) })
                }
            }
        }
        return String(folded).precomposedStringWithCanonicalMapping
    }

    /// The letters and digits of a text, folded, and nothing between them: what stays the same when a text comes again. A text without
    /// any, of signs or pictures, stays as it is.
    public static func essence(_ text: String) -> String {
        let letters = String.UnicodeScalarView(
            folded(text).unicodeScalars.filter(isLetter))
        return letters.isEmpty ? text.trimmingCharacters(in: .whitespacesAndNewlines) : String(letters)
    }

    /// Whether there is anything to see in a text.
    static func isVisible(_ text: String) -> Bool {
        text.unicodeScalars.contains { !isInvisible($0) && !$0.properties.isWhitespace }
    }

    /// Whether a picture would be taken for the letters or digits on it: «🅱», «5️⃣», «™».
    static func isPictureOfLetters(_ character: Character) -> Bool {
        let scalars = character.unicodeScalars
        let isPicture = scalars.contains {
            $0.properties.isEmoji && !$0.isASCII || $0.properties.generalCategory == .otherSymbol || $0 == "\u{20E3}"
        }
        return isPicture && folded(String(character)).unicodeScalars.allSatisfy(isLetter)
    }

    /// What is not seen, and hides words from lists.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0x00..<0x20, 0x7F..<0xA0: true
        // Hangul fillers are letters by name, and blank.
        case 0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800: true
        default: scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.generalCategory == .format
        }
    }

    /// Marks without which a word is still read: accents, points, harakat.
    static func isOptionalMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0300...0x036F, 0x0483...0x0489, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F: true
        case 0x0591...0x05BD, 0x05BF, 0x05C1...0x05C2, 0x05C4...0x05C5, 0x05C7: true
        case 0x0610...0x061A, 0x0640, 0x064B...0x065F, 0x0670, 0x06D6...0x06DC, 0x06DF...0x06E4, 0x06E7...0x06E8,
            0x06EA...0x06ED:
            true
        default: false
        }
    }

    /// Letters, the marks that belong to them, and digits: what words are made of.
    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || isDigit(scalar) || isMark(scalar)
    }

    static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType == .decimal }

    /// Letters that decompose into nothing, and are read as others.
    private static let letters: [Unicode.Scalar: Unicode.Scalar] = [
        // Arabic script: what Persian, Urdu and Arabic keyboards write for the same letter.
        "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ە": "ه", "ہ": "ه",
        // Latin letters with a stroke.
        "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t", "ɨ": "i", "ı": "i",
        "ƀ": "b",
        "ɓ": "b", "ƒ": "f", "ɠ": "g", "ƙ": "k", "ɲ": "n", "ƥ": "p", "ƭ": "t", "ʉ": "u", "ƴ": "y", "ƶ": "z", "ȼ": "c", "ɍ": "r",
        "ɉ": "j",
        "ᵼ": "i",
    ]

    /// Letters in black circles and squares; NFKD leaves them as they are.
    private static func enclosed(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        for first: UInt32 in [0x1F150, 0x1F170] where (first..<first + 26).contains(scalar.value) {
            return Unicode.Scalar(0x61 + scalar.value - first)
        }
        return nil
    }
}
