import Foundation

/// Finds where a text leads to: addresses, bare domains, and domains that are written so that no program sees them.
public enum LinkFinder {
    /// Finds links.
    /// - Returns: The host of each, lower case, each once, in order; for an address of mail what stands behind its `@`.
    public static func links(in text: String) -> [String] {
        var seen: Set<String> = []
        let plain = undisguised(text)
        return plain.matches(of: domain).compactMap { match -> String? in
            let host = String(match.output.host).lowercased()
            let isAddress = match.output.scheme != nil || match.output.at != nil
            guard isAddress || isDomain(host, hasPath: match.output.path != nil) else { return nil }
            return seen.insert(host).inserted ? host : nil
        }
    }

    private nonisolated(unsafe) static let domain =
        /(?<scheme>h(?:tt|xx)ps?:\/*)?(?<at>[\p{L}\p{N}._%+-]+@)?(?<host>(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.)+[\p{L}\p{N}-]{2,63}|\d{1,3}(?:\.\d{1,3}){3})(?<path>[:\/?]\S)?/
        .ignoresCase().matchingSemantics(.unicodeScalar)

    /// «example[.]com», «example (dot) com», «example。com» with their dots.
    private static func undisguised(_ text: String) -> String {
        let visible = String(String.UnicodeScalarView(text.unicodeScalars.filter { !TextFolding.isInvisible($0) }))
        return visible.precomposedStringWithCompatibilityMapping
            .replacing(/\s?[\[\(\{<]\s?(?:\.|dot|punkt|punto|point|точка)\s?[\]\)\}>]\s?/.ignoresCase(), with: ".")
            .replacing(/\s(?:dot|punkt|точка)\s/.ignoresCase(), with: ".")
            .replacing(/[。｡․]/, with: ".")
    }

    /// Whether it can be told from a full stop without a blank behind it: «end.It began» is no domain.
    private static func isDomain(_ host: String, hasPath: Bool) -> Bool {
        guard let ending = host.split(separator: ".").last.map(String.init), !ending.allSatisfy(\.isNumber) else {
            return false
        }
        if endings.contains(ending) || ending.hasPrefix("xn--") { return true }
        guard ending.utf8.count == 2, ending.allSatisfy({ $0.isASCII && $0.isLetter }) else { return false }
        return hasPath || host.hasPrefix("www.") || !words.contains(ending)
    }

    private static let endings: Set<String> = [
        "com", "org", "net", "info", "biz", "edu", "gov", "int", "mil", "name", "pro", "mobi", "app", "dev", "xyz", "online",
        "site", "shop",
        "store", "club", "top", "vip", "win", "bid", "loan", "click", "link", "live", "news", "blog", "cloud", "tech", "space",
        "website", "world",
        "life", "today", "fun", "icu", "cyou", "buzz", "casino", "bet", "poker", "sex", "porn", "xxx", "onion", "рф", "рус",
        "бел", "укр", "中国",
    ]

    /// Countries' endings that are words, and may stand behind a full stop.
    private static let words: Set<String> = [
        "am", "as", "at", "be", "by", "do", "es", "et", "in", "is", "it", "la", "me", "my", "no", "so", "to", "us", "de", "le",
        "un", "se", "si", "su",
        "ma", "al", "il", "lo", "mi", "tu", "ne", "pa", "ve", "va", "om", "og", "er", "ja", "je", "ce", "ca", "on", "or", "an",
        "we", "he", "if", "of",
        "go", "hi", "ok", "im", "am", "um", "ab", "zu", "da", "du", "ob", "wo", "es", "ok", "mr", "ms", "dr", "st", "pm",
    ]
}
