/// Who is asking: the owner of a token.
public struct Principal: Sendable, Hashable {
    /// The token that was shown.
    public let tokenID: Identifier<AccessToken>
    /// What its owner may do.
    public let role: Role
    /// The token's name, for the record.
    public let name: String
    /// The author in whose name a writer writes; `nil` for roles that write nothing.
    public let author: Slug?

    /// Describes an owner.
    public init(tokenID: Identifier<AccessToken>, role: Role, name: String, author: Slug?) {
        self.tokenID = tokenID
        self.role = role
        self.name = name
        self.author = author
    }

    /// Whether this principal may see the drafts of, and change, an article.
    /// - Parameter article: The article in question.
    public func mayChange(_ article: Article) -> Bool {
        role.editsEverything || role.writesArticles && author == article.author.slug
    }
}
