/// How the bytes of a stream are coded on their way. Source: RFC 9110 section 8.4.1.
public enum ContentCoding: UInt8, Sendable, Hashable, CaseIterable {
    /// As they are.
    case identity
    /// Deflated. Source: RFC 1952.
    case gzip

    /// Chooses what a client takes; `gzip` when it likes that as well as anything else.
    /// - Parameter field: `Accept-Encoding` as it was sent; `nil`, which admits everything, gets `identity`.
    ///
    /// Source: RFC 9110 section 12.5.3.
    public init(accepted field: String?) {
        let weights = AcceptedCodings(field ?? "")
        let gzip = weights["gzip"] ?? weights["x-gzip"] ?? weights["*"] ?? 0
        let identity = weights["identity"] ?? weights["*"] ?? 0
        self = gzip > 0 && gzip >= identity ? .gzip : .identity
    }
}

/// What a client takes, with the weight of each: 0...1000, 0 for what it refuses.
private struct AcceptedCodings {
    private var weights: [String: Int] = [:]

    /// What is not written as it should be admits nothing.
    init(_ field: String) {
        for element in field.lowercased().split(separator: ",") {
            let parts = element.split(separator: ";", omittingEmptySubsequences: false).map { $0.trimmed }
            guard let name = parts.first, !name.isEmpty, parts.count <= 2, weights[name] == nil else { continue }
            weights[name] = parts.count == 1 ? 1000 : Self.weight(parts[1]) ?? 0
        }
    }

    subscript(name: String) -> Int? { weights[name] }

    /// Reads `q=0.5`: at most three digits behind the point.
    private static func weight(_ text: String) -> Int? {
        guard text.hasPrefix("q=") else { return nil }
        let parts = text.dropFirst(2).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.count == 2 ? parts[1] : ""
        guard let whole = parts.first, whole == "0" || whole == "1", digits.utf8.count <= 3,
            digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let thousandths = Int(digits + String(repeating: "0", count: 3 - digits.utf8.count))
        else { return nil }
        let weight = (whole == "1" ? 1000 : 0) + thousandths
        return weight <= 1000 ? weight : nil
    }
}

extension Substring {
    /// Without the blanks and tabs around it.
    var trimmed: String {
        func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
        let start = drop(while: isBlank)
        return String(start.reversed().drop(while: isBlank).reversed())
    }
}
