import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore

/// What moderators do over REST; the console does the same through the same transactions.
struct ModerationController: Sendable {
    let services: WebServices

    /// `GET /v1/moderation/comments`: a page of a queue, and how many each queue holds.
    @Sendable
    func list(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try context.requireModerator()
        let query = try QueueQuery(request.uri)
        let found = try await services.store.queue(query.filter, after: query.page, limit: query.limit)
        let json = JSON.object(found.members + [.init("counts", found.value.counts.json)])
        return try request.answer(json, for: .principal, tag: EntityTag.list)
    }

    /// `GET /v1/moderation/comments/{id}`: everything around a comment.
    @Sendable
    func show(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try context.requireModerator()
        let found = try await services.store.context(of: try context.commentID())
        guard let around = found.value else { throw CommentError.noComment }
        let json = JSON.object(around.members + [.init("cursor", .string(found.cursor.description))])
        return try request.answer(json, for: .principal, tag: EntityTag.list)
    }

    /// `GET /v1/moderation/readers/{id}`.
    @Sendable
    func reader(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try context.requireModerator()
        guard let reader = try await services.store.reader(try context.accountID()).value else { throw Problem.noReader }
        return try request.answer(reader.json, for: .principal) { EntityTag.revision(reader.account.revision, of: $0) }
    }

    /// `GET /v1/moderation/audit`: newest first.
    @Sendable
    func audit(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try context.requireModerator()
        var query = RequestQuery(request.uri)
        let comment: Identifier<Comment>? = query.value("comment", "a comment's id")
        let reader: Identifier<Account>? = query.value("reader", "an account's id")
        let limit = query.number("limit", in: Limits.pageItems) ?? Limits.defaultPageItems
        let page: PageToken? = query.value("page", "the token of a «next» link")
        try query.finish()
        let found = try await services.store.audit(about: comment, reader: reader, after: page, limit: limit)
        let json = JSON.object([
            .init("items", .array(found.items.map(\.json))), .init("next", .string(found.next?.description)),
        ])
        return try request.answer(json, for: .principal, tag: EntityTag.list)
    }
}

extension Snapshot where Value == (page: Page<ModerationItem>, counts: QueueCounts) {
    /// A page of a queue.
    var members: [JSON.Member] {
        [
            .init("items", .array(value.page.items.map(\.json))), .init("next", .string(value.page.next?.description)),
            .init("cursor", .string(cursor.description)),
        ]
    }
}

extension WebContext {
    /// Who asks, when it must be somebody who decides on comments.
    func requireModerator() throws(Problem) -> Principal { try requirePrincipal("moderators and admins", \.moderates) }

    /// The reader that the address names.
    /// - Throws: 404 when it is no identifier.
    func accountID() throws(Problem) -> Identifier<Account> {
        guard let id = parameters.get("id").flatMap(Identifier<Account>.init) else { throw Problem.noReader }
        return id
    }
}

extension Problem {
    /// No account there.
    static let noReader = Problem(.notFound, "There is no such reader")
}

extension WebContext {
    /// The comment that the address names.
    /// - Throws: 404 when it is no identifier.
    func commentID() throws(CommentError) -> Identifier<Comment> {
        guard let id = parameters.get("id").flatMap(Identifier<Comment>.init) else { throw .noComment }
        return id
    }
}
