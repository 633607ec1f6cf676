import Foundation
import Newsroom

/// `/article/{slug}`: one story.
struct ArticlePage: PrintedPage {
    static let template = "article/show"

    /// The story itself.
    struct Story: Sendable, Hashable {
        let id: String
        let revision: Int
        let headline: String
        /// `nil` when the story has none.
        let standfirst: String?
        let body: TrustedHTML
        let section: SectionLink
        let author: String
        let published: Moment
        let updated: Moment
        /// Whether it changed after it was published.
        let isChanged: Bool
        let isCorrected: Bool
    }

    /// A note that says what was wrong.
    struct Note: Sendable, Hashable {
        let kind: String
        let note: String
        let made: Moment
    }

    /// A tag, and the way to its stories.
    struct Tag: Sendable, Hashable {
        let name: String
        let path: String
    }

    let frame: PageFrame
    let article: Story
    let hasCorrections: Bool
    let corrections: [Note]
    /// `nil` when nothing is known about the author.
    let authorBio: String?
    let hasTags: Bool
    let tags: [Tag]
    let comments: CommentsSection

    /// - Parameters:
    ///   - body: The article's Markdown as HTML.
    ///   - corrections: Oldest first; the newest is printed first.
    init(
        _ article: Article, body: TrustedHTML, corrections: [Correction], comments: CommentsOnPage, cursor: Cursor,
        in edition: Edition
    ) {
        let content = article.content
        let publishedAt = article.publishedAt ?? article.createdAt
        frame = PageFrame(
            edition, title: content.headline, description: content.standfirst.isEmpty ? nil : content.standfirst,
            path: article.path,
            kind: .article, section: article.section.slug, cursor: cursor,
            topics: [.article(article.id)] + (edition.reader.map { [.reader($0.id)] } ?? []))
        self.article = Story(
            id: article.id.description, revision: article.revision, headline: content.headline,
            standfirst: content.standfirst.isEmpty ? nil : content.standfirst, body: body,
            section: SectionLink(article.section),
            author: article.author.name, published: edition.moment(publishedAt), updated: edition.moment(article.updatedAt),
            // Publishing itself touches the article a moment later than its time says.
            isChanged: article.updatedAt.timeIntervalSince(publishedAt) >= 1, isCorrected: article.status == .corrected)
        self.corrections = corrections.reversed().map {
            Note(kind: ArticlePage.name(of: $0.kind), note: $0.note, made: edition.moment($0.createdAt))
        }
        hasCorrections = !corrections.isEmpty
        authorBio = article.author.bio.isEmpty ? nil : article.author.bio
        tags = content.tags.map { tag in
            Tag(name: tag, path: SearchPage.Query(words: nil, tag: tag)?.path ?? "/search")
        }
        hasTags = !tags.isEmpty
        self.comments = CommentsSection(comments, of: article, in: edition)
    }

    private static func name(of kind: Correction.Kind) -> String {
        switch kind {
        case .factual: "Correction"
        case .clarification: "Clarification"
        case .typo: "Misprint"
        }
    }
}
