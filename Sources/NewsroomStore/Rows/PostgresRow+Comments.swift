import Foundation
import Newsroom
import Postgres

/// Columns as comments, and as what is done about them.
extension PostgresRow {
    func comment() throws -> Comment {
        let place = CommentPlace(
            article: try identifier("article_id"), parent: try optionalIdentifier("parent_id"), root: try identifier("root_id"),
            depth: try decode("depth"))
        let author = CommentAuthor(
            id: try identifier("account_id"), name: try decode("author_name"), kind: try decode("author_kind"))
        let toldNote = try decodeIfPresent("told_note", as: String.self)
        return Comment(
            id: try identifier("id"), place: place, author: author,
            text: CommentText(markdown: try decode("body"), html: try decode("body_html")), status: try choice("status"),
            holds: try HoldText.holds(from: decode("holds")), reportCount: try decode("report_count"),
            revision: try decode("revision"), createdAt: try decode("created_at"), editedAt: try decodeIfPresent("edited_at"),
            updatedAt: try decode("updated_at"),
            told: try toldNote.map { CommentOutcome(reason: try decodeIfPresent("told_reason"), note: $0) })
    }

    func commentRevision() throws -> CommentRevision {
        CommentRevision(number: try decode("number"), body: try decode("body"), changedAt: try decode("changed_at"))
    }

    func moderationItem() throws -> ModerationItem {
        ModerationItem(id: try identifier("id"), text: try decode("item"))
    }

    func report() throws -> Report {
        Report(
            id: try identifier("id"), comment: try identifier("comment_id"), account: try identifier("account_id"),
            reason: try choice("reason"), note: try decode("note"), createdAt: try decode("created_at"),
            answeredAt: try decodeIfPresent("answered_at"))
    }

    func auditEntry() throws -> AuditEntry {
        var change: StatusChange?
        if try decodeIfPresent("from_status", as: String.self) != nil {
            change = StatusChange(
                from: try choice("from_status"), to: try choice("to_status"), revision: try decode("revision"))
        }
        return AuditEntry(
            id: try identifier("id"), at: try decode("at"),
            by: AuditActor(id: try decode("actor_id"), name: try decode("actor_name")), action: try choice("action"),
            comment: try optionalIdentifier("comment_id"), account: try optionalIdentifier("account_id"), change: change,
            reason: try decodeIfPresent("reason"), note: try decode("note"), undoes: try optionalIdentifier("undoes"),
            batch: try optionalIdentifier("batch"), details: try decode("details"))
    }

    func claim() throws -> Claim {
        Claim(
            comment: try identifier("comment_id"), console: try identifier("console_id"), moderator: try moderator(),
            until: try decode("expires_at"))
    }

    func presence() throws -> Presence {
        Presence(console: try identifier("id"), moderator: try moderator(), lookingAt: try optionalIdentifier("looking_at"))
    }

    private func moderator() throws -> AuditActor {
        AuditActor(id: try decode("moderator_id"), name: try decode("moderator_name"))
    }

    private func optionalIdentifier<Subject>(_ column: String) throws -> Identifier<Subject>? {
        try decodeIfPresent(column, as: UUID.self).map(Identifier.init)
    }
}
