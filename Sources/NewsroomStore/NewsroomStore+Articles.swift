public import Foundation
public import Newsroom
import Postgres

/// What an address leads to, for the public.
public enum ArticleLookup: Sendable {
    /// A public article, and the notes under it, oldest first.
    case found(Article, [Correction])
    /// An older address of a public article, and the one that it has now.
    case moved(to: Slug)
    /// An article that was public and has been taken back.
    case withdrawn(at: Date, reason: String)
    /// No article, or one that nobody may know of yet.
    case missing
}

extension NewsroomStore {
    /// Reads one page of a list, newest first: by the time of publishing, or of making while it is a draft.
    /// - Parameters:
    ///   - filter: Which articles.
    ///   - page: Where the page starts; `nil` for the first.
    ///   - limit: Articles wanted, 1...100; what lies outside is taken as the nearest.
    /// - Throws: `PostgresError`.
    ///
    /// Source: `sql/article/page_*.sql`.
    public func articles(_ filter: ArticleFilter, after page: PageToken?, limit: Int) async throws -> Snapshot<Page<Article>> {
        let limit = min(max(limit, Limits.pageItems.lowerBound), Limits.pageItems.upperBound)
        let list = ArticleList(filter)
        let start = page ?? .newest
        let parameters = list.parameters + [start.microseconds, start.id, limit + 1]
        return try await snapshot { connection in
            let rows = try await connection.execute(statements[list.statement], parameters)
            let items = try rows.prefix(limit).map { try $0.article() }
            guard rows.count > limit, let last = items.last else { return Page(items: items, next: nil) }
            return Page(
                items: items, next: PageToken(microseconds: try rows[limit - 1].decode("listed_microseconds"), id: last.id.uuid)
            )
        }
    }

    /// Reads one article, whatever its state.
    ///
    /// Source: `sql/article/by_id.sql`.
    public func article(_ id: Identifier<Article>) async throws -> Snapshot<Article?> {
        try await snapshot { try await $0.execute(statements[.articleByID], [id.uuid]).first?.article() }
    }

    /// Finds out what the public gets to see at an address.
    ///
    /// Source: `sql/article/by_slug.sql`, `sql/correction/of_article.sql`.
    public func article(slug: Slug) async throws -> Snapshot<ArticleLookup> {
        try await snapshot { connection in
            guard let article = try await connection.execute(statements[.articleBySlug], [slug.text]).first?.article() else {
                return .missing
            }
            switch article.status {
            case .published, .corrected:
                guard article.slug == slug else { return .moved(to: article.slug) }
                let rows = try await connection.execute(statements[.correctionOfArticle], [article.id.uuid])
                return .found(article, try rows.map { try $0.correction() })
            case .withdrawn:
                // A draft that was dropped was never public.
                guard article.publishedAt != nil, let time = article.withdrawnAt else { return .missing }
                return .withdrawn(at: time, reason: article.withdrawalReason ?? "")
            case .draft:
                return .missing
            }
        }
    }

    /// Reads the public notes under an article, oldest first.
    ///
    /// Source: `sql/correction/of_article.sql`.
    public func corrections(of id: Identifier<Article>) async throws -> [Correction] {
        try await rows(.correctionOfArticle, [id.uuid]).map { try $0.correction() }
    }

    /// Reads what an article said after each change, oldest first; for editors, also once it is withdrawn.
    ///
    /// Source: `sql/article/revisions.sql`.
    public func revisions(of id: Identifier<Article>) async throws -> [Revision] {
        try await rows(.articleRevisions, [id.uuid]).map { try $0.revision() }
    }
}

/// Which statement shows a list, and what it is told. The public lists that pages show have one each, with an index of its own.
private struct ArticleList {
    let statement: NewsroomStatement
    let parameters: [any PostgresEncodable]

    init(_ filter: ArticleFilter) {
        let isPublic = filter.statuses == ArticleFilter().statuses
        switch (isPublic, filter.section, filter.author, filter.tag, filter.search) {
        case (true, nil, nil, nil, nil): self.init(.articlePagePublic, [])
        case (true, let section?, nil, nil, nil): self.init(.articlePageOfSection, [section.text])
        case (true, nil, let author?, nil, nil): self.init(.articlePageOfAuthor, [author.text])
        case (true, nil, nil, let tag?, nil): self.init(.articlePageOfTag, [tag])
        case (true, nil, nil, nil, let search?): self.init(.articlePageFound, [search])
        case (_, let section, let author, let tag, let search):
            let statuses = filter.statuses.map(\.rawValue).sorted()
            self.init(.articlePageFiltered, [statuses, section?.text, author?.text, tag, search])
        }
    }

    private init(_ statement: NewsroomStatement, _ parameters: [any PostgresEncodable]) {
        self.statement = statement
        self.parameters = parameters
    }
}
