/// Which articles a list shows.
public struct ArticleFilter: Sendable, Hashable {
    /// Only of this section.
    public var section: Slug?
    /// Only with this tag; lower case.
    public var tag: String?
    /// Only by this author.
    public var author: Slug?
    /// Only in one of these states. The public ones, unless a writer asks.
    public var statuses: Set<ArticleStatus>
    /// Only those that a full-text search finds; 1...200 characters.
    public var search: String?

    /// Shows what everybody may read.
    public init(
        section: Slug? = nil, tag: String? = nil, author: Slug? = nil, statuses: Set<ArticleStatus> = [.published, .corrected],
        search: String? = nil
    ) {
        self.section = section
        self.tag = tag
        self.author = author
        self.statuses = statuses
        self.search = search
    }
}
