/// An entity tag (RFC 9110 section 8.8.3).
///
/// A resource's tag starts with its revision, so that `If-Match` guards the revision; what follows tells representations apart.
struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    let isWeak: Bool
    let opaque: String

    /// A tag that names a revision only.
    static func revision(_ revision: Int) -> EntityTag { EntityTag(isWeak: false, opaque: "r\(revision)") }

    /// A strong tag of one representation of a revision.
    static func revision(_ revision: Int, of representation: [UInt8]) -> EntityTag {
        EntityTag(isWeak: false, opaque: "r\(revision)-\(digest(representation))")
    }

    /// A weak tag of a list.
    static func list(_ representation: [UInt8]) -> EntityTag { EntityTag(isWeak: true, opaque: digest(representation)) }

    /// The revision that the tag names, when it is strong and ours.
    var revision: Int? {
        guard !isWeak, opaque.first == "r" else { return nil }
        return Int(opaque.dropFirst().prefix { $0 != "-" })
    }

    /// As it stands in a header.
    var description: String { "\(isWeak ? "W/" : "")\"\(opaque)\"" }

    /// FNV-1a, 64 bits: it guards against staleness, not against anybody.
    private static func digest(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}

/// What stands in `If-Match` or `If-None-Match`.
enum EntityTagCondition: Equatable, Sendable {
    case any
    case tags([EntityTag])

    /// Reads a header's value; what is no tag gives `nil`.
    init?(_ value: String) {
        if value.trimmingSpaces == "*" {
            self = .any
            return
        }
        var tags: [EntityTag] = []
        var rest = Substring(value)
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
            guard !rest.isEmpty else { break }
            let isWeak = rest.hasPrefix("W/")
            if isWeak { rest = rest.dropFirst(2) }
            guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else { return nil }
            tags.append(EntityTag(isWeak: isWeak, opaque: String(rest[rest.index(after: rest.startIndex)..<end])))
            rest = rest[rest.index(after: end)...]
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard rest.isEmpty || rest.first == "," else { return nil }
        }
        guard !tags.isEmpty else { return nil }
        self = .tags(tags)
    }

    /// Weak comparison, for `If-None-Match` (RFC 9110 section 8.8.3.2).
    func matchesWeakly(_ tag: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { $0.opaque == tag.opaque }
        }
    }

    /// Whether the sender saw this revision, for `If-Match`. Weak tags never match.
    func permits(revision: Int) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { $0.revision == revision }
        }
    }
}
