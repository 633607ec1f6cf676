/// What a subscriber asks for.
public enum Topic: Hashable, Sendable {
    /// The front page.
    case front
    /// One section's page.
    case section(Slug)
    /// One article's page.
    case article(Identifier<Article>)
    /// Breaking news.
    case alerts
    /// One reader's own notifications; private.
    case reader(Identifier<Account>)
    /// The moderators' log; private.
    case moderation

    /// Whether anybody may subscribe.
    public var isPublic: Bool {
        switch self {
        case .front, .section, .article, .alerts: true
        case .reader, .moderation: false
        }
    }
}

extension Topic: LosslessStringConvertible {
    /// Reads `front`, `section:<slug>`, `article:<id>`, `alerts`, `reader:<id>` or `moderation`; anything else gives `nil`.
    public init?(_ description: String) {
        let parts = description.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("front", 1): self = .front
        case ("alerts", 1): self = .alerts
        case ("moderation", 1): self = .moderation
        case ("section", 2):
            guard let slug = Slug(String(parts[1])) else { return nil }
            self = .section(slug)
        case ("article", 2):
            guard let id = Identifier<Article>(String(parts[1])) else { return nil }
            self = .article(id)
        case ("reader", 2):
            guard let id = Identifier<Account>(String(parts[1])) else { return nil }
            self = .reader(id)
        default: return nil
        }
    }

    /// The name, as clients write it.
    public var description: String {
        switch self {
        case .front: "front"
        case .section(let slug): "section:\(slug)"
        case .article(let id): "article:\(id)"
        case .alerts: "alerts"
        case .reader(let id): "reader:\(id)"
        case .moderation: "moderation"
        }
    }
}
