public import Foundation
public import Newsroom
import Postgres

extension NewsroomTransaction {
    /// Says how a section takes comments from now on.
    /// - Parameter policy: With its revision raised by one.
    /// - Throws: `CommentError.stale` when somebody changed it since.
    ///
    /// Source: `sql/comment_policy/set_of_section.sql`.
    public func set(_ policy: SectionCommentPolicy, of section: Slug, by actor: AuditActor, at now: Date) async throws {
        let set = try await rows(
            .commentPolicySetOfSection,
            [section.text, policy.policy.rawValue, policy.takesGuests, policy.closeAfterDays, policy.revision])
        guard !set.isEmpty else {
            throw CommentError.stale(current: try await commentPolicy(of: section)?.revision ?? 0)
        }
        try await audit(
            PolicyDetails(
                section: section.text, article: nil, policy: policy.policy.rawValue, takesGuests: policy.takesGuests,
                closeAfterDays: policy.closeAfterDays), by: actor, at: now)
    }

    /// Says how an article departs from its section; `nil` when it does no more.
    /// - Parameters:
    ///   - policy: With its revision raised by one.
    ///   - revision: Of what it takes the place of; 0 when there was nothing.
    /// - Throws: `CommentError.stale` when somebody changed it since.
    ///
    /// Source: `sql/comment_policy/set_of_article.sql`, `sql/comment_policy/end_of_article.sql`.
    public func set(
        _ policy: ArticleCommentPolicy?, of article: Identifier<Article>, replacing revision: Int, by actor: AuditActor,
        at now: Date
    ) async throws {
        let isDone: Bool
        if let policy {
            isDone = try await !rows(
                .commentPolicySetOfArticle, [article.uuid, policy.policy.rawValue, policy.closeAfterDays, policy.revision]
            ).isEmpty
        } else {
            isDone = try await rows(.commentPolicyEndOfArticle, [article.uuid, revision]).affectedCount == 1
        }
        guard isDone else { throw CommentError.stale(current: try await commentPolicy(of: article)?.revision ?? 0) }
        try await audit(
            PolicyDetails(
                section: nil, article: article.description, policy: policy?.policy.rawValue, takesGuests: nil,
                closeAfterDays: policy?.closeAfterDays), by: actor, at: now)
    }

    /// How a section takes comments.
    /// - Returns: `nil` when there is no such section; revision 0 when nobody has said anything.
    ///
    /// Source: `sql/comment_policy/of_section.sql`.
    public func commentPolicy(of section: Slug) async throws -> SectionCommentPolicy? {
        try await rows(.commentPolicyOfSection, [section.text]).first.map { row in
            SectionCommentPolicy(
                policy: try row.choice("policy"), takesGuests: try row.decode("takes_guests"),
                closeAfterDays: try row.decodeIfPresent("close_after_days"), revision: try row.decode("revision"))
        }
    }

    /// Where an article departs from its section.
    ///
    /// Source: `sql/comment_policy/own_of_article.sql`.
    public func commentPolicy(of article: Identifier<Article>) async throws -> ArticleCommentPolicy? {
        try await rows(.commentPolicyOwnOfArticle, [article.uuid]).first.map { row in
            ArticleCommentPolicy(
                policy: try row.choice("policy"), closeAfterDays: try row.decodeIfPresent("close_after_days"),
                revision: try row.decode("revision"))
        }
    }

    private func audit(_ details: PolicyDetails, by actor: AuditActor, at now: Date) async throws {
        let text = String(decoding: try JSONEncoder().encode(details), as: UTF8.self)
        try await insert(AuditEntry(id: Identifier(at: now), at: now, by: actor, action: .policy, details: text))
    }
}

private struct PolicyDetails: Encodable {
    let section: String?
    let article: String?
    let policy: String?
    let takesGuests: Bool?
    let closeAfterDays: Int?

    enum CodingKeys: String, CodingKey {
        case section, article, policy
        case takesGuests = "takes_guests"
        case closeAfterDays = "close_after_days"
    }
}
