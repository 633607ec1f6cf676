import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore

/// Comments, as programs and scripts see them.
struct CommentController: Sendable {
    let services: WebServices

    private var desk: CommentDesk { CommentDesk(services: services) }

    /// `GET /v1/articles/{id}/comments`: threads, each comment before its answers.
    @Sendable
    func list(_ request: Request, _ context: WebContext) async throws -> Response {
        let article = try context.articleID()
        let query = try CommentQuery(request.uri, of: article, seenBy: context.principal?.account)
        let found = try await services.store.comments(query)
        guard let page = found.value else { throw try await missing(article) }
        var headers: HTTPFields = [:]
        if let next = page.next { headers[.link] = query.link(path: request.uri.path, next: next) }
        let now = services.now()
        let json = JSON.object([
            .init("items", .array(page.entries.map { $0.json(for: context.principal) })),
            .init("count", .number(page.count)),
            .init("commenting", page.commenting.json(at: now)),
            .init("cursor", .string(found.cursor.description)),
        ])
        return try request.answer(json, for: Audience(context), headers: headers, tag: EntityTag.list)
    }

    /// `POST /v1/articles/{id}/comments {"body","parent","name"}`; `name` is for those who are not signed in.
    @Sendable
    func post(_ request: Request, _ context: WebContext) async throws -> Response {
        let article = try context.articleID()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let body = fields.comment()
        let parent: Identifier<Comment>? = fields.identifier("parent")
        let name = fields.text("name")
        if context.principal != nil, name != nil { fields.checker.fault("name", "is for those who are not signed in") }
        let text = try fields.finish(giving: body)
        guard let principal = context.principal else {
            guard let name else { throw Problem.signInToComment }
            return try await postAsGuest(text, article, parent, name, context)
        }
        let account = try desk.reader(context)
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            let comment = try await transaction.post(text, to: article, answering: parent, by: account, at: now)
            return RememberedAnswer(
                .created, comment.json(for: principal), revision: comment.revision, location: comment.address)
        }
    }

    private func postAsGuest(
        _ text: CommentText, _ article: Identifier<Article>, _ parent: Identifier<Comment>?, _ name: String,
        _ context: WebContext
    ) async throws -> Response {
        let (comment, secret) = try await desk.post(text, to: article, answering: parent, asGuest: name, in: context)
        let json = comment.json(for: nil).adding("csrf_token", .string(SessionCookie.csrfToken(of: secret)))
        var response = Response(RememberedAnswer(.created, json, revision: comment.revision, location: comment.address))
        services.cookie.give(secret, to: &response)
        return response
    }

    /// `GET /v1/comments/{id}`: for all while it is visible, else for its author and moderators.
    @Sendable
    func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let comment = try await readable(context)
        return try request.answer(comment.json(for: context.principal), for: Audience(context)) {
            EntityTag.revision(comment.revision, of: $0)
        }
    }

    /// `PATCH /v1/comments/{id} {"body"}`: by its author, within the time for it.
    @Sendable
    func edit(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requirePrincipal()
        let id = try context.commentID()
        var fields = try RequestFields(
            try await request.json(["application/json", "application/merge-patch+json"]).value)
        let text = try fields.finish(giving: fields.comment())
        let condition = try request.condition(.ifMatch)
        let comment = try await desk.edit(id, text, in: context) { comment in
            try EntityTagCondition.demand(condition, revision: comment.revision, of: "comment")
        }
        return try request.answer(comment.json(for: principal), for: .principal) {
            EntityTag.revision(comment.revision, of: $0)
        }
    }

    /// `DELETE /v1/comments/{id}`: by its author, at any time, for good.
    @Sendable
    func remove(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = try context.commentID()
        let condition = try request.condition(.ifMatch)
        try await desk.remove(id, in: context) { comment in
            try EntityTagCondition.demand(condition, revision: comment.revision, of: "comment")
        }
        return Response(status: .noContent, headers: [.cacheControl: Audience.principal.cacheControl])
    }

    /// `GET /v1/comments/{id}/revisions`: for its author and moderators.
    @Sendable
    func revisions(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requirePrincipal()
        let comment = try await readable(context)
        guard comment.author.id == principal.account || principal.role.moderates else { throw CommentError.notYours }
        let revisions = try await services.store.revisions(of: comment.id)
        return try request.answer(.list(revisions.map(\.json)), for: .principal, tag: EntityTag.list)
    }

    /// `POST /v1/comments/{id}/reports {"reason","note"}`: once for each account; the second time it is the first again.
    @Sendable
    func report(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requirePrincipal()
        let id = try context.commentID()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let note = fields.text("note") ?? ""
        let reason = try fields.finish(giving: fields.required("reason") { $0.word($1, Report.Reason.allCases) })
        let account = try desk.reader(context, .report, ofAddress: .reportAddress)
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            let (report, isNew) = try await transaction.report(id, because: reason, note: note, by: account, at: now)
            return RememberedAnswer(isNew ? .created : .ok, report.json())
        }
    }

    private func readable(_ context: WebContext) async throws -> Comment {
        guard let comment = try await services.store.comment(context.commentID()), comment.status != .removed else {
            throw CommentError.noComment
        }
        let principal = context.principal
        if principal?.role.moderates ?? false || principal != nil && principal?.account == comment.author.id { return comment }
        guard comment.isVisible else { throw CommentError.noComment }
        guard try await services.store.commenting(on: comment.place.article) != nil else {
            throw try await missing(comment.place.article)
        }
        return comment
    }

    /// Why an article's comments cannot be read: it is not there, or was withdrawn.
    private func missing(_ id: Identifier<Article>) async throws -> Problem {
        guard let article = try await services.store.article(id).value, article.status == .withdrawn, article.publishedAt != nil
        else { return Problem.noArticle }
        return Problem(withdrawn: article)
    }
}

extension Comment {
    /// Where programs find it.
    fileprivate var address: String { "/v1/comments/\(id)" }
}

extension RequestFields {
    /// Takes the words of a comment, checked and rendered.
    fileprivate mutating func comment() -> CommentText? {
        requiredText("body").flatMap { body in
            checker.faultless { () throws(FieldErrors) in try CommentText(checking: body) }
        }
    }
}

extension WebContext {
    /// The comment that the address names.
    /// - Throws: 404 when it is no identifier.
    func commentID() throws -> Identifier<Comment> {
        guard let id = parameters.get("id").flatMap(Identifier<Comment>.init) else { throw CommentError.noComment }
        return id
    }
}
