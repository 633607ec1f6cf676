public import Newsroom
import Postgres

/// One page of the threads under an article, as one reader gets to see them.
public struct CommentPage: Sendable {
    /// How the article takes comments.
    public let commenting: Commenting
    /// Comments that everybody may read, of the whole article.
    public let count: Int
    /// In the order in which they are read.
    public let entries: [CommentEntry]
    /// Where the next page starts; `nil` on the last.
    public let next: PageToken?
    /// Where threads go on that are longer than a page, each by its first comment; a page of that thread alone starts there.
    public let further: [Identifier<Comment>: PageToken]
}

/// Which threads of an article are read.
public struct CommentQuery: Sendable, Hashable {
    /// The article.
    public var article: Identifier<Article>
    /// Who reads: their own comments show, whatever becomes of them; `nil` for the public.
    public var reader: Identifier<Account>?
    /// In which order threads come. Answers come oldest first.
    public var order: CommentOrder
    /// Only this thread, `Limits.maxThreadComments` comments a page: the comment that it begins with.
    public var thread: Identifier<Comment>?
    /// Where the page starts, in the list or in the thread; `nil` for the first.
    public var page: PageToken?
    /// Threads wanted, 1...100.
    public var limit: Int

    /// Reads the first page of the threads, newest first.
    public init(
        of article: Identifier<Article>, seenBy reader: Identifier<Account>? = nil, order: CommentOrder = .newest,
        thread: Identifier<Comment>? = nil, page: PageToken? = nil, limit: Int = Limits.defaultPageItems
    ) {
        self.article = article
        self.reader = reader
        self.order = order
        self.thread = thread
        self.page = page
        self.limit = min(max(limit, Limits.pageItems.lowerBound), Limits.pageItems.upperBound)
    }
}

extension NewsroomStore {
    /// Reads one comment, whatever its state.
    ///
    /// Source: `sql/comment/by_id.sql`.
    public func comment(_ id: Identifier<Comment>) async throws -> Comment? {
        try await rows(.commentByID, [id.uuid]).first?.comment()
    }

    /// How an article takes comments.
    /// - Returns: `nil` when there is no such article, or none that everybody may read.
    ///
    /// Source: `sql/comment_policy/of_article.sql`.
    public func commenting(on article: Identifier<Article>) async throws -> Commenting? {
        try await rows(.commentPolicyOfArticle, [article.uuid]).first?.commenting()
    }

    /// Reads threads under an article, or what is further down one of them, with what it answers.
    /// - Returns: `nil` when there is no such article, or none that everybody may read.
    ///
    /// Source: `sql/comment_policy/of_article.sql`, `sql/comment/counts.sql`, `sql/comment/roots_*.sql`, `sql/comment/of_threads.sql`.
    public func comments(_ query: CommentQuery) async throws -> Snapshot<CommentPage?> {
        try await snapshot { connection in
            let article = query.article.uuid
            let policy = try await connection.execute(statements[.commentPolicyOfArticle], [article]).first
            guard let commenting = try policy?.commenting() else { return nil }
            let count = try await connection.execute(statements[.commentCounts], [[article]]).first?.decode("comments") ?? 0
            let (roots, next) = try await roots(query, on: connection)
            let start = query.thread.flatMap { _ in query.page } ?? .oldest
            let rows = try await connection.execute(
                statements[.commentOfThreads],
                [
                    roots.map(\.id.uuid), query.reader?.uuid, Limits.maxThreadComments, Limits.maxListedComments,
                    start.microseconds, start.id,
                ])
            var comments: [Comment] = []
            var further: [Identifier<Comment>: PageToken] = [:]
            for row in rows {
                let comment = try row.comment()
                guard comment.place.article == query.article else { continue }
                comments.append(comment)
                if try row.decode("goes_on") { further[comment.place.root] = PageToken(after: comment) }
            }
            // Threads that were too many for one page come on the next.
            let threads = Set(comments.map(\.place.root))
            let shown = roots.prefix { threads.contains($0.id) }
            let entries = CommentThreads.entries(comments, under: shown.map(\.id)) { $0.isShown(to: query.reader) }
            let isCut = shown.count < roots.count
            return CommentPage(
                commenting: commenting, count: count, entries: entries,
                next: query.thread.map { further[$0] } ?? (isCut ? shown.last?.place : next), further: further)
        }
    }

    private func roots(
        _ query: CommentQuery, on connection: PostgresConnection
    ) async throws -> ([(id: Identifier<Comment>, place: PageToken?)], PageToken?) {
        if let thread = query.thread { return ([(thread, nil)], nil) }
        let (statement, start) =
            switch query.order {
            case .newest: (NewsroomStatement.commentRootsNewest, query.page ?? .newest)
            case .oldest: (NewsroomStatement.commentRootsOldest, query.page ?? .oldest)
            }
        let rows = try await connection.execute(
            statements[statement],
            [query.article.uuid, query.reader?.uuid, start.microseconds, start.id, query.limit + 1])
        return (
            try rows.prefix(query.limit).map { row in
                let place = PageToken(microseconds: try row.decode("created_microseconds"), id: try row.decode("id"))
                return (try row.identifier("id"), place)
            },
            try rows.next(after: query.limit, "created_microseconds")
        )
    }

    /// Counts the comments that everybody may read under each of some articles.
    /// - Parameter articles: At most 100.
    ///
    /// Source: `sql/comment/counts.sql`.
    public func commentCounts(of articles: [Identifier<Article>]) async throws -> [Identifier<Article>: Int] {
        guard !articles.isEmpty else { return [:] }
        let counts = try await rows(.commentCounts, [articles.map(\.uuid)]).map { row in
            (try row.identifier("article_id") as Identifier<Article>, try row.decode("comments", as: Int.self))
        }
        return Dictionary(counts, uniquingKeysWith: { first, _ in first })
    }

    /// Reads what a comment said before and after each edit, oldest first.
    ///
    /// Source: `sql/comment/revisions.sql`.
    public func revisions(of id: Identifier<Comment>) async throws -> [CommentRevision] {
        try await rows(.commentRevisions, [id.uuid]).map { try $0.commentRevision() }
    }
}

extension PostgresRows {
    /// Where the page behind the first rows starts, when there is one.
    /// - Parameters:
    ///   - limit: Rows on a page; one more was asked for.
    ///   - key: The column of the sort key.
    func next(after limit: Int, _ key: String) throws -> PageToken? {
        guard count > limit else { return nil }
        return PageToken(microseconds: try self[limit - 1].decode(key), id: try self[limit - 1].decode("id"))
    }
}
