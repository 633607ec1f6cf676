import Foundation

/// Finds where a text leads to: addresses, bare domains, and domains that are written so that no program sees them.
public enum LinkFinder {
    /// Characters in a host name at most. Source: RFC 1035 section 2.3.4.
    private static let maxHostLength = 253

    /// Finds links.
    /// - Returns: The host of each, lower case, each once, in order; for an address of mail what stands behind its `@`.
    public static func links(in text: String) -> [String] {
        // A scanner and no regular expression: «a.a.a.» of the longest comment took one six seconds.
        let scalars = Array(undisguised(text).unicodeScalars)
        var seen: Set<String> = []
        var hosts: [String] = []
        var index = 0
        while index < scalars.count {
            let start = index
            // «http://[::1]/».
            let isBracketed = scalars[start] == "[" && isBehindScheme(start, scalars)
            while index < scalars.count,
                isOfHost(scalars[index]) || isBracketed && "[:]".unicodeScalars.contains(scalars[index])
            {
                index += 1
            }
            guard start < index else {
                index += 1
                continue
            }
            guard let host = host(in: start..<index, scalars), seen.insert(host).inserted else { continue }
            hosts.append(host)
        }
        return hosts
    }

    /// Where an address leads to: its host, or the address itself, cut at 253 characters, when it names none.
    public static func host(of address: String) -> String {
        // «http://example.com@example.org/» leads to example.org.
        let target = address.replacing(/:\/\/[^\/?#]*@/, with: "://", maxReplacements: 1)
        return links(in: target.removingPercentEncoding ?? target).first ?? String(address.prefix(maxHostLength))
    }

    private static func isOfHost(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "." || scalar == "-" || TextFolding.isLetter(scalar)
    }

    /// The host that a run of letters, digits, hyphens and dots names.
    private static func host(in run: Range<Int>, _ scalars: [Unicode.Scalar]) -> String? {
        let name = String(String.UnicodeScalarView(scalars[run])).lowercased()
        let labels = name.split(separator: ".")
        let isSchemed = isBehindScheme(run.lowerBound, scalars)
        guard labels.count >= (isSchemed ? 1 : 2) else { return nil }
        let isAddress = isBehindMark(run.lowerBound, scalars)
        let isLong = labels.last.map { $0.count >= 2 } ?? false
        let hasPath = isPath(run.upperBound, scalars)
        // «example.com.Then» ends where a domain does.
        let end = labels.indices.dropFirst().last { index in
            isEnding(labels[index], hasPath: hasPath && index == labels.count - 1 || labels.first == "www")
        }
        guard let last = end ?? (isSchemed || isAddress && (isLong || labels.count == 4) ? labels.count - 1 : nil) else {
            return nil
        }
        return String(labels[...last].joined(separator: ".").suffix(maxHostLength))
    }

    /// Whether `//` or `@` stands in front.
    private static func isBehindMark(_ start: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        guard start > 0 else { return false }
        return scalars[start - 1] == "@" || start > 1 && scalars[start - 1] == "/" && scalars[start - 2] == "/"
    }

    /// Whether `://` stands in front: whatever follows is a host.
    private static func isBehindScheme(_ start: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        start > 2 && scalars[start - 3] == ":" && scalars[start - 2] == "/" && scalars[start - 1] == "/"
    }

    /// Whether a path, a query or a port follows.
    private static func isPath(_ end: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        end + 1 < scalars.count && ":/?".unicodeScalars.contains(scalars[end]) && !scalars[end + 1].properties.isWhitespace
    }

    /// «example[.]com», «example (dot) com», «example。com», «example%2Ecom» with their dots.
    private static func undisguised(_ text: String) -> String {
        let visible = String(String.UnicodeScalarView(text.unicodeScalars.filter { !TextFolding.isInvisible($0) }))
        return visible.precomposedStringWithCompatibilityMapping
            .replacing(/\s?[\[\(\{<]\s?(?:\.|dot|punkt|punto|point|точка)\s?[\]\)\}>]\s?/.ignoresCase(), with: ".")
            .replacing(/\s(?:dot|punkt|точка)\s/.ignoresCase(), with: ".")
            .replacing(/[。｡․]|%2e/.ignoresCase(), with: ".")
    }

    /// Whether a domain may end so. It has to be told from a full stop without a blank behind it: «end.It began».
    private static func isEnding(_ label: Substring, hasPath: Bool) -> Bool {
        if endings.contains(String(label)) || label.hasPrefix("xn--") { return true }
        guard label.utf8.count == 2, label.allSatisfy({ $0.isASCII && $0.isLetter }) else { return false }
        return hasPath || !words.contains(String(label))
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
