public import Foundation

/// Who is asking: the owner of a token, or an account in a session.
public struct Principal: Sendable, Hashable {
    /// What a principal is known by.
    public enum Source: Sendable, Hashable {
        /// The token that was shown.
        case token(Identifier<AccessToken>)
        /// The account, and the session in which it asks.
        case account(Identifier<Account>, session: Identifier<Session>)
    }

    /// What it is known by.
    public let source: Source
    /// What it may do.
    public let role: Role
    /// The token's or the account's name, for the record.
    public let name: String
    /// The author in whose name a writer writes; `nil` for roles that write nothing.
    public let author: Slug?
    /// How far its comments are trusted. Ask for what is effective now.
    public let standing: Standing
    /// Why its standing is what it is; may be empty.
    public let standingReason: String
    /// Whether it has a session and no other way in.
    public let isGuest: Bool

    /// Describes a principal.
    public init(
        source: Source, role: Role, name: String, author: Slug?, standing: Standing = .normal, standingReason: String = "",
        isGuest: Bool = false
    ) {
        self.source = source
        self.role = role
        self.name = name
        self.author = author
        self.standing = standing
        self.standingReason = standingReason
        self.isGuest = isGuest
    }

    /// Names the token or the account: the owner of `Idempotency-Key`s, and the actor of the record.
    public var ownerID: UUID {
        switch source {
        case .token(let token): token.uuid
        case .account(let account, _): account.uuid
        }
    }

    /// As the audit names it.
    public var actor: AuditActor { AuditActor(id: ownerID, name: name) }

    /// The account that asks; `nil` for a token.
    public var account: Identifier<Account>? {
        switch source {
        case .token: nil
        case .account(let account, _): account
        }
    }

    /// Whether this principal may see the drafts of, and change, an article.
    /// - Parameter article: The article in question.
    public func mayChange(_ article: Article) -> Bool {
        role.editsEverything || role.writesArticles && author == article.author.slug
    }

    /// Whether this principal may follow a topic.
    public func mayFollow(_ topic: Topic) -> Bool {
        switch topic {
        case .front, .section, .article, .alerts: true
        case .reader(let owner): owner == account || role == .admin
        case .moderation: role.moderates
        }
    }
}
