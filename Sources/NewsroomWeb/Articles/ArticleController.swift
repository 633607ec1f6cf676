import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore

/// Articles, as programs read them. Changes are in `ArticleController+Changes.swift`.
struct ArticleController: Sendable {
    let services: WebServices

    /// `GET /v1/articles`: newest first, without bodies.
    @Sendable
    func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let query = try ArticleQuery(request.uri, for: context.principal)
        let page = try await services.store.articles(query.filter, after: query.page, limit: query.limit)
        var headers: HTTPFields = [:]
        if let next = page.value.next { headers[.link] = query.link(path: request.uri.path, next: next) }
        let counts = try await services.store.commentCounts(of: page.value.items.map(\.id))
        let items = page.value.items.map { $0.summaryJSON.adding("comment_count", .number(counts[$0.id] ?? 0)) }
        let json = JSON.list(items, cursor: page.cursor)
        return try request.answer(json, for: Audience(context), headers: headers, tag: EntityTag.list)
    }

    /// `GET /v1/articles/{id}`.
    @Sendable
    func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let snapshot = try await readable(context)
        let article = snapshot.value
        let corrections = article.correctedAt == nil ? [] : try await services.store.corrections(of: article.id)
        let json = article.json(corrections: corrections)
        // The tag leaves the cursor out: the article is the same wherever the log stands.
        let tag = EntityTag.revision(article.revision, of: json.bytes)
        return try request.answer(json.adding("cursor", .string(snapshot.cursor.description)), for: Audience(context)) { _ in
            tag
        }
    }

    /// `GET /v1/articles/{id}/corrections`.
    @Sendable
    func corrections(_ request: Request, _ context: WebContext) async throws -> Response {
        let corrections = try await services.store.corrections(of: try await readable(context).value.id)
        return try request.answer(.list(corrections.map(\.json)), for: Audience(context), tag: EntityTag.list)
    }

    /// `GET /v1/articles/{id}/revisions`: for those who may change the article.
    @Sendable
    func revisions(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requirePrincipal()
        let id = try context.articleID()
        guard let article = try await services.store.article(id).value else { throw Problem.noArticle }
        try principal.demandChange(of: article)
        let revisions = article.status == .withdrawn ? [] : try await services.store.revisions(of: id)
        return try request.answer(.list(revisions.map(\.json)), for: .principal, tag: EntityTag.list)
    }

    /// The article of the address, when the asker may read it.
    /// - Throws: 404, or 410 for the public when it was withdrawn.
    private func readable(_ context: WebContext) async throws -> Snapshot<Article> {
        let found = try await services.store.article(context.articleID())
        guard let article = found.value else { throw Problem.noArticle }
        let snapshot = Snapshot(article, cursor: found.cursor)
        if context.principal?.mayChange(article) ?? false { return snapshot }
        switch article.status {
        case .published, .corrected: return snapshot
        case .draft: throw Problem.noArticle
        case .withdrawn: throw Problem(withdrawn: article)
        }
    }
}

extension Principal {
    /// Demands that this principal may change an article.
    /// - Throws: 403; 404 for a draft, whose existence is nobody else's business.
    func demandChange(of article: Article) throws(Problem) {
        if mayChange(article) { return }
        if article.status == .draft { throw Problem.noArticle }
        throw Problem(.forbidden, "Only the article's writer and editors may do this")
    }
}

extension WebContext {
    /// The article that the address names.
    /// - Throws: 404 when it is no identifier.
    func articleID() throws(Problem) -> Identifier<Article> {
        guard let id = parameters.get("id").flatMap(Identifier<Article>.init) else { throw Problem.noArticle }
        return id
    }
}

extension Problem {
    /// No article there, or none for the asker.
    static let noArticle = Problem(.notFound, "There is no such article")

    /// A withdrawn article tells the public why, and not a word of its text.
    init(withdrawn article: Article) {
        self.init(
            .withdrawn, "The article was withdrawn: \(article.withdrawalReason ?? "no reason was given")",
            members: [("reason", .string(article.withdrawalReason)), ("withdrawn_at", .time(article.withdrawnAt))])
    }
}
