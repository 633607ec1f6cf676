public import Foundation

/// A piece in the paper: draft → published → corrected, and withdrawn from either.
public struct Article: Sendable, Hashable, Identifiable {
    /// Names the article for good; UUIDv7.
    public let id: Identifier<Article>
    /// Its address. Older ones redirect here.
    public internal(set) var slug: Slug
    /// What it says; Markdown in the body.
    public internal(set) var content: ArticleContent
    /// Where it stands.
    public internal(set) var section: Section
    /// Whose name stands above it.
    public internal(set) var author: Author
    /// Where it is in its life.
    public internal(set) var status: ArticleStatus
    /// 1 when made, one more with every change.
    public internal(set) var revision: Int
    /// When a draft is to be published by itself.
    public internal(set) var publishAt: Date?
    /// When it was first published.
    public internal(set) var publishedAt: Date?
    /// When it was last corrected.
    public internal(set) var correctedAt: Date?
    /// When it was withdrawn.
    public internal(set) var withdrawnAt: Date?
    /// Why it was withdrawn; for the public.
    public internal(set) var withdrawalReason: String?
    /// When it was made.
    public let createdAt: Date
    /// When it last changed.
    public internal(set) var updatedAt: Date

    /// Describes an article as it was stored.
    public init(
        id: Identifier<Article>, slug: Slug, content: ArticleContent, section: Section, author: Author, status: ArticleStatus,
        revision: Int, publishAt: Date?, publishedAt: Date?, correctedAt: Date?, withdrawnAt: Date?, withdrawalReason: String?,
        createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.slug = slug
        self.content = content
        self.section = section
        self.author = author
        self.status = status
        self.revision = revision
        self.publishAt = publishAt
        self.publishedAt = publishedAt
        self.correctedAt = correctedAt
        self.withdrawnAt = withdrawnAt
        self.withdrawalReason = withdrawalReason
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The path of its page.
    public var path: String { "/article/\(slug)" }

    /// Whether everybody may read it.
    public var isPublic: Bool { status.isPublic }
}

/// Where an article is in its life.
public enum ArticleStatus: String, Sendable, Hashable, CaseIterable {
    case draft, published, corrected, withdrawn

    /// Whether everybody may read an article in this state.
    public var isPublic: Bool {
        switch self {
        case .published, .corrected: true
        case .draft, .withdrawn: false
        }
    }
}

/// What an article says. Made only through `init(headline:standfirst:body:tags:)`, which keeps the limits.
public struct ArticleContent: Sendable, Hashable {
    /// 1...200 characters on one line.
    public let headline: String
    /// 0...600 characters.
    public let standfirst: String
    /// Markdown, at most 262,144 bytes.
    public let body: String
    /// At most 12, lower case, in the order given, each once.
    public let tags: [String]

    /// Takes the words of an article.
    /// - Throws: `FieldErrors`, one for each field out of its limits.
    public init(headline: String, standfirst: String, body: String, tags: [String]) throws(FieldErrors) {
        var fields = FieldChecker()
        self.headline = fields.line("headline", headline, Limits.headlineCharacters)
        self.standfirst = fields.text("standfirst", standfirst, Limits.standfirstCharacters)
        self.body = fields.bytes("body", body, max: Limits.maxBodyBytes)
        self.tags = fields.tags("tags", tags)
        try fields.finish()
    }
}
