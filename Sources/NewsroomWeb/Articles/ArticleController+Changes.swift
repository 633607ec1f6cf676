import Foundation
import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore

extension ArticleController {
    /// `POST /v1/articles`: a draft, or an article that is public at once.
    @Sendable
    func create(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requirePrincipal("writers, editors and admins", \.writesArticles)
        let (json, bytes) = try await request.json()
        let now = services.now()
        let new = try await NewArticle(json, by: principal, in: services.store, at: now)
        return try await services.change(request, bytes, by: principal) { transaction in
            let slug = try await transaction.freeSlug(like: new.slug ?? Slug(phrase: new.content.headline))
            if let wanted = new.slug, slug != wanted { throw StoreError.slugTaken(wanted) }
            var article = Article(
                id: Identifier(at: now), slug: slug, content: new.content, section: new.section, author: new.author,
                publishAt: new.publishAt, at: now)
            if new.isPublishedNow { try article.publish(at: now) }
            try await transaction.insert(article, changedBy: principal.name)
            return RememberedAnswer(
                .created, article.json(corrections: []), revision: article.revision, location: "/v1/articles/\(article.id)")
        }
    }

    /// `PATCH /v1/articles/{id}`: a JSON merge patch (RFC 7396) of the fields that may change.
    @Sendable
    func revise(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requirePrincipal()
        let (json, bytes) = try await request.json(["application/json", "application/merge-patch+json"])
        var fields = try RequestFields(json)
        let change = try await ArticleChange(&fields, by: principal, in: services.store, withPlace: true)
        try fields.finish()
        return try await self.change(request, context, bytes) { article, _, now in
            // Saving claims the slug: another article's is refused there, and one of its own past is taken back.
            if change != ArticleChange() { try article.revise(change, at: now) }
        }
    }

    /// `POST /v1/articles/{id}/publish`.
    @Sendable
    func publish(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try context.requirePrincipal()
        let (json, bytes) = try await request.optionalJSON()
        var fields = try RequestFields(json)
        try fields.finish()
        return try await change(request, context, bytes) { article, _, now in try article.publish(at: now) }
    }

    /// `POST /v1/articles/{id}/withdraw`.
    @Sendable
    func withdraw(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try context.requirePrincipal()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let given = fields.requiredText("reason")
        let reason = given.map { fields.checker.text("reason", $0, Limits.noteCharacters) } ?? ""
        try fields.finish()
        return try await change(request, context, bytes) { article, _, now in try article.withdraw(reason: reason, at: now) }
    }

    /// `POST /v1/articles/{id}/corrections`: a public note, and what it changes.
    @Sendable
    func correct(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requirePrincipal()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let given = fields.requiredText("note")
        let note = given.map { fields.checker.text("note", $0, Limits.noteCharacters) } ?? ""
        let change = try await ArticleChange(&fields, by: principal, in: services.store, withPlace: false)
        let kind = try fields.finish(giving: fields.required("kind") { $0.word($1, Correction.Kind.allCases) })
        return try await self.change(request, context, bytes, status: .created) { article, _, now in
            try article.correct(change, at: now)
        } note: { article, now in
            Correction(id: Identifier(at: now), kind: kind, note: note, revision: article.revision, createdAt: now)
        }
    }

    /// Loads the article with a lock, judges who asks and what they saw, edits, saves, and answers with what came of it.
    private func change(
        _ request: Request, _ context: WebContext, _ bytes: [UInt8], status: HTTPResponse.Status = .ok,
        _ edit: @escaping @Sendable (inout Article, NewsroomTransaction, Date) async throws -> Void,
        note: (@Sendable (Article, Date) -> Correction)? = nil
    ) async throws -> Response {
        let principal = try context.requirePrincipal()
        let id = try context.articleID()
        let condition = try request.condition(.ifMatch)
        let now = services.now()
        // Read before the transaction, which has a connection already: If-Match proves that nothing came between.
        let corrections = try await services.store.corrections(of: id)
        return try await services.change(request, bytes, by: principal) { transaction in
            guard var article = try await transaction.article(id) else { throw Problem.noArticle }
            try principal.demandChange(of: article)
            try EntityTagCondition.demand(condition, revision: article.revision)
            let old = article
            try await edit(&article, transaction, now)
            if article != old { try await transaction.save(article, replacing: old, changedBy: principal.name) }
            let correction = note?(article, now)
            if let correction { try await transaction.insert(correction, of: id) }
            let all = corrections + (correction.map { [$0] } ?? [])
            return RememberedAnswer(
                status, article.json(corrections: all), revision: article.revision,
                location: correction.map { _ in "/v1/articles/\(id)/corrections" })
        }
    }
}
