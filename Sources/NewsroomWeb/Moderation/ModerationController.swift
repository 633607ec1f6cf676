import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore

/// What moderators see and decide, for programs and for consoles without a socket. Changes are in `ModerationController+Changes.swift`.
struct ModerationController: Sendable {
    let services: WebServices

    /// `GET /v1/moderation/comments`: one queue, with the counts of all.
    @Sendable
    func list(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try moderator(context)
        let query = try ModerationQuery(request.uri)
        let read = try await services.store.queue(query.filter, after: query.page, limit: query.limit)
        var headers: HTTPFields = [:]
        if let next = read.value.page.next { headers[.link] = query.link(path: request.uri.path, next: next) }
        let json = JSON.list(read.value.page.items.map(\.json), cursor: read.cursor).adding("counts", read.value.counts.json)
        return try request.answer(json, for: .principal, headers: headers, tag: EntityTag.list)
    }

    /// `GET /v1/moderation/comments/{id}`: a comment and what surrounds it.
    @Sendable
    func context(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try moderator(context)
        let read = try await services.store.context(of: context.commentID())
        guard let found = read.value else { throw CommentError.noComment }
        return try request.answer(
            found.json(at: services.now()).adding("cursor", .string(read.cursor.description)), for: .principal,
            tag: EntityTag.list)
    }

    /// `GET /v1/moderation/readers/{id}`.
    @Sendable
    func reader(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try moderator(context)
        guard let reader = try await services.store.reader(context.readerID()).value else { throw CommentError.noReader }
        return try request.answer(reader.json(at: services.now()), for: .principal) {
            EntityTag.revision(reader.account.revision, of: $0)
        }
    }

    /// `GET /v1/moderation/words`.
    @Sendable
    func words(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try moderator(context)
        let words = try await services.store.words()
        return try request.answer(words.json, for: .principal) { EntityTag.revision(words.revision, of: $0) }
    }

    /// `GET /v1/moderation/audit`: everything that was done, newest first.
    @Sendable
    func audit(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try moderator(context)
        var query = RequestQuery(request.uri)
        let comment: Identifier<Comment>? = query.value("comment", "a comment's id")
        let reader: Identifier<Account>? = query.value("reader", "an account's id")
        let page: PageToken? = query.value("page", "the token of a «next» link")
        let limit = query.number("limit", in: Limits.pageItems) ?? Limits.defaultPageItems
        try query.finish()
        let entries = try await services.store.audit(about: comment, reader: reader, after: page, limit: limit)
        var headers: HTTPFields = [:]
        if let next = entries.next {
            let filters = [("comment", comment?.description), ("reader", reader?.description)]
            let kept = filters.compactMap { name, value in value.map { "\(name)=\($0)&" } }.joined()
            headers[.link] = "<\(request.uri.path)?\(kept)limit=\(limit)&page=\(next)>; rel=\"next\""
        }
        return try request.answer(.list(entries.items.map(\.json)), for: .principal, headers: headers, tag: EntityTag.list)
    }

    /// - Throws: 401 or 403.
    func moderator(_ context: WebContext) throws(Problem) -> Principal {
        try context.requirePrincipal("moderators and admins", \.moderates)
    }
}

extension WebContext {
    /// The account that the address names.
    /// - Throws: 404 when it is no identifier.
    func readerID() throws -> Identifier<Account> {
        guard let id = parameters.get("id").flatMap(Identifier<Account>.init) else { throw CommentError.noReader }
        return id
    }
}
