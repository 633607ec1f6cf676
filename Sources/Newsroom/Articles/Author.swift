/// Somebody whose name stands above an article.
public struct Author: Sendable, Hashable, Identifiable {
    /// Names the author for good.
    public let id: Identifier<Author>
    /// The author's address, which no other author has.
    public var slug: Slug
    /// As it is printed, 1...80 characters.
    public var name: String
    /// One line about the author; may be empty.
    public var bio: String

    /// Describes an author.
    public init(id: Identifier<Author>, slug: Slug, name: String, bio: String = "") {
        self.id = id
        self.slug = slug
        self.name = name
        self.bio = bio
    }
}
