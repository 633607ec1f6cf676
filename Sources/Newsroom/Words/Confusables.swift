/// Letters of other scripts that look like Latin ones, and signs that are written for letters.
///
/// Compact on purpose: what is used to hide words from lists, not all that may look alike. After `TextFolding`, so lower case without
/// marks. Source: the idea and most pairs, Unicode UTS #39 `confusables.txt`.
enum Confusables {
    /// The Latin letter that a letter looks like.
    static func latin(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        isOfFlag(scalar) ? Unicode.Scalar(0x61 + scalar.value - flagLetters.lowerBound) : lookalikes[scalar]
    }

    /// Whether two of these make a flag: letters only where they stand for a word.
    static func isOfFlag(_ scalar: Unicode.Scalar) -> Bool { flagLetters.contains(scalar.value) }

    /// Whether a letter of another script cannot be told from a Latin one even in lower case: it says nothing of the script that is written.
    static func isTwin(_ scalar: Unicode.Scalar) -> Bool { twins.contains(scalar) }

    /// What may be meant by a digit or sign inside a word.
    static func sign(_ scalar: Unicode.Scalar) -> Unicode.Scalar? { signs[scalar] }

    /// REGIONAL INDICATOR SYMBOL LETTER A...Z.
    private static let flagLetters: ClosedRange<UInt32> = 0x1F1E6...0x1F1FF

    private static let lookalikes: [Unicode.Scalar: Unicode.Scalar] = pairs([
        // Cyrillic; letters that look alike as capitals alone are taken, too.
        ("аӕ", "a"), ("вьъ", "b"), ("сҫ", "c"), ("ԁ", "d"), ("еҽэє", "e"), ("ԍ", "g"), ("нһԋӈңҥ", "h"), ("іӏ", "i"), ("ј", "j"),
        ("кқҡ", "k"),
        ("м", "m"), ("пи", "n"), ("оө", "o"), ("рҏ", "p"), ("ԛ", "q"), ("гя", "r"), ("ѕ", "s"), ("тҭ", "t"), ("ц", "u"),
        ("ѵ", "v"), ("ԝшщ", "w"),
        ("хҳж", "x"), ("уүұ", "y"), ("з", "z"),
        // Greek.
        ("α", "a"), ("β", "b"), ("ϲ", "c"), ("δ", "d"), ("εξ", "e"), ("ϝ", "f"), ("η", "n"), ("ι", "i"), ("ϳ", "j"), ("κ", "k"),
        ("λ", "l"), ("μ", "m"),
        ("νѵ", "v"), ("οσ", "o"), ("ρ", "p"), ("τ", "t"), ("υ", "u"), ("χ", "x"), ("γ", "y"), ("ζ", "z"), ("ω", "w"),
        // Armenian.
        ("ա", "w"), ("ց", "g"), ("հ", "h"), ("ի", "h"), ("լ", "l"), ("ո", "n"), ("օ", "o"), ("ք", "p"), ("ս", "u"), ("զ", "q"),
        ("տ", "s"), ("ռ", "n"),
        // Latin letters of phonetics and small capitals.
        ("ɑᴀɐ", "a"), ("ʙɞ", "b"), ("ᴄɔ", "c"), ("ᴅɗɖ", "d"), ("ᴇɛǝɘə", "e"), ("ꜰ", "f"), ("ɡɢ", "g"), ("ʜɦ", "h"), ("ɪɩ", "i"),
        ("ᴊʝ", "j"),
        ("ᴋ", "k"), ("ʟɭɫ", "l"), ("ᴍɱ", "m"), ("ɴɳŋ", "n"), ("ᴏɵ", "o"), ("ᴘ", "p"), ("ʀɹɾɽ", "r"), ("ꜱʂ", "s"), ("ᴛʈ", "t"),
        ("ᴜʊ", "u"), ("ᴠʋʌ", "v"),
        ("ᴡɯʍ", "w"), ("ʏɣ", "y"), ("ᴢʐʒ", "z"),
    ])

    private static let twins = Set("аеорсухіјѕһԁԛԝӏαονριυχκγօսհոց".unicodeScalars)

    private static let signs: [Unicode.Scalar: Unicode.Scalar] = pairs([
        ("4@", "a"), ("8", "b"), ("(¢", "c"), ("3€", "e"), ("69", "g"), ("1!|¡", "i"), ("0", "o"), ("5$§", "s"), ("7+", "t"),
        ("2", "z"),
    ])

    private static func pairs(_ groups: [(String, Unicode.Scalar)]) -> [Unicode.Scalar: Unicode.Scalar] {
        Dictionary(
            groups.flatMap { group in group.0.unicodeScalars.map { ($0, group.1) } }, uniquingKeysWith: { first, _ in first })
    }
}
