public import Foundation

/// What an article said at one time.
public struct Revision: Sendable, Hashable {
    /// 1, 2, 3 …
    public let number: Int
    /// What it said.
    public let content: ArticleContent
    /// Its address then.
    public let slug: Slug
    /// Its section's slug then.
    public let section: Slug
    /// Its state then.
    public let status: ArticleStatus
    /// Who changed it: a token's name, or «schedule».
    public let changedBy: String
    /// When.
    public let changedAt: Date

    /// Describes a revision as it was stored.
    public init(
        number: Int, content: ArticleContent, slug: Slug, section: Slug, status: ArticleStatus, changedBy: String,
        changedAt: Date
    ) {
        self.number = number
        self.content = content
        self.slug = slug
        self.section = section
        self.status = status
        self.changedBy = changedBy
        self.changedAt = changedAt
    }
}
