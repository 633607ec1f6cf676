import Foundation
import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore

/// How sections and articles take comments.
struct CommentPolicyController: Sendable {
    let services: WebServices

    /// `GET /v1/sections/{slug}/comment_policy`.
    @Sendable
    func showOfSection(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try principal(context)
        let slug = try context.sectionSlug()
        guard let policy = try await services.store.write({ try await $0.commentPolicy(of: slug) }) else {
            throw Problem.noSection
        }
        return try request.answer(policy.json, for: .principal) { EntityTag.revision(policy.revision, of: $0) }
    }

    /// `PUT /v1/sections/{slug}/comment_policy {"policy","takes_guests","close_after_days"}`. `If-Match` is needed once there is one.
    @Sendable
    func setOfSection(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try principal(context)
        let slug = try context.sectionSlug()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let takesGuests = fields.flag("takes_guests") ?? false
        let days = fields.days()
        let policy = try fields.finish(giving: fields.policy())
        let condition = try request.condition(.ifMatch)
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            guard let old = try await transaction.commentPolicy(of: slug) else { throw Problem.noSection }
            if old.revision > 0 || condition != nil {
                try EntityTagCondition.demand(condition, revision: old.revision, of: "policy")
            }
            let new = SectionCommentPolicy(
                policy: policy, takesGuests: takesGuests, closeAfterDays: days, revision: old.revision + 1)
            try await transaction.set(new, of: slug, by: principal.actor, at: now)
            return RememberedAnswer(.ok, new.json, revision: new.revision)
        }
    }

    /// `GET /v1/articles/{id}/comment_policy`: 404 while the article does as its section.
    @Sendable
    func showOfArticle(_ request: Request, _ context: WebContext) async throws -> Response {
        _ = try principal(context)
        let id = try context.articleID()
        guard let policy = try await services.store.write({ try await $0.commentPolicy(of: id) }) else {
            throw Problem.noPolicy
        }
        return try request.answer(policy.json, for: .principal) { EntityTag.revision(policy.revision, of: $0) }
    }

    /// `PUT /v1/articles/{id}/comment_policy {"policy","close_after_days"}`. `If-Match` is needed once there is one.
    @Sendable
    func setOfArticle(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try principal(context)
        let id = try context.articleID()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let days = fields.days()
        let policy = try fields.finish(giving: fields.policy())
        let condition = try request.condition(.ifMatch)
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            guard try await transaction.article(id) != nil else { throw Problem.noArticle }
            let old = try await transaction.commentPolicy(of: id)
            if old != nil || condition != nil {
                try EntityTagCondition.demand(condition, revision: old?.revision ?? 0, of: "policy")
            }
            let new = ArticleCommentPolicy(policy: policy, closeAfterDays: days, revision: (old?.revision ?? 0) + 1)
            try await transaction.set(new, of: id, replacing: old?.revision ?? 0, by: principal.actor, at: now)
            return RememberedAnswer(.ok, new.json, revision: new.revision)
        }
    }

    /// `DELETE /v1/articles/{id}/comment_policy`: the article does as its section again.
    @Sendable
    func endOfArticle(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try principal(context)
        let id = try context.articleID()
        let condition = try request.condition(.ifMatch)
        let now = services.now()
        try await services.commit { transaction in
            guard let old = try await transaction.commentPolicy(of: id) else { throw Problem.noPolicy }
            try EntityTagCondition.demand(condition, revision: old.revision, of: "policy")
            try await transaction.set(nil, of: id, replacing: old.revision, by: principal.actor, at: now)
        }
        return Response(status: .noContent, headers: [.cacheControl: Audience.principal.cacheControl])
    }

    private func principal(_ context: WebContext) throws(Problem) -> Principal {
        try context.requirePrincipal("editors, moderators and admins") { $0.editsEverything || $0.moderates }
    }
}

extension RequestFields {
    fileprivate mutating func policy() -> CommentPolicy? { required("policy") { $0.word($1) } }

    fileprivate mutating func days() -> Int? { number("close_after_days", in: Limits.closeAfterDays) }
}

extension Commenting {
    /// How comments are taken now.
    func json(at now: Date) -> JSON {
        .object([
            .init("policy", .string(policy.rawValue)),
            .init("takes_guests", .bool(takesGuests)),
            .init("closes_at", .time(closesAt)),
            .init("is_open", .bool(isOpen(at: now))),
        ])
    }
}

extension SectionCommentPolicy {
    fileprivate var json: JSON {
        .object([
            .init("policy", .string(policy.rawValue)),
            .init("takes_guests", .bool(takesGuests)),
            .init("close_after_days", closeAfterDays.map(JSON.number) ?? .null),
            .init("revision", .number(revision)),
        ])
    }
}

extension ArticleCommentPolicy {
    fileprivate var json: JSON {
        .object([
            .init("policy", .string(policy.rawValue)),
            .init("close_after_days", closeAfterDays.map(JSON.number) ?? .null),
            .init("revision", .number(revision)),
        ])
    }
}

extension Problem {
    fileprivate static let noPolicy = Problem(.notFound, "The article takes comments as its section does")
}
