import Newsroom

/// A story in a list.
struct Card: Sendable, Hashable {
    let id: String
    let revision: Int
    let path: String
    let headline: String
    /// `nil` when the story has none.
    let standfirst: String?
    let section: SectionLink
    let author: String
    let published: Moment
    let isCorrected: Bool
    /// `nil` when there are none.
    let comments: Comments?

    /// How many comments a story has, and the way to them.
    struct Comments: Sendable, Hashable {
        let text: String
        let link: String
    }

    /// - Parameter commentCount: Comments that everybody may read.
    init(_ article: Article, commentCount: Int = 0, in edition: Edition) {
        id = article.id.description
        revision = article.revision
        path = article.path
        headline = article.content.headline
        standfirst = article.content.standfirst.isEmpty ? nil : article.content.standfirst
        section = SectionLink(article.section)
        author = article.author.name
        published = edition.moment(article.publishedAt ?? article.createdAt)
        isCorrected = article.status == .corrected
        comments =
            commentCount == 0
            ? nil : Comments(text: CommentWords.count(commentCount), link: "\(article.path)#comments")
    }
}

/// A section's name, and the way to it.
struct SectionLink: Sendable, Hashable {
    let slug: String
    let title: String
    let path: String
    let isCurrent: Bool

    init(_ section: Section, current: Slug? = nil) {
        slug = section.slug.text
        title = section.title
        path = "/section/\(section.slug)"
        isCurrent = section.slug == current
    }
}

/// The ways to other pages of a list.
struct Pager: Sendable, Hashable {
    /// `nil` on the first page.
    let newestPath: String?
    /// `nil` on the last page.
    let olderPath: String?

    /// `nil` when the list has one page only.
    init?(path: String, isNewest: Bool, next: PageToken?) {
        if isNewest && next == nil { return nil }
        let separator = path.contains("?") ? "&" : "?"
        newestPath = isNewest ? nil : path
        olderPath = next.map { "\(path)\(separator)page=\($0)" }
    }
}
