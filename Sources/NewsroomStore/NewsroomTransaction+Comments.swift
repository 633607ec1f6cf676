import Foundation
public import Newsroom
import Postgres

extension NewsroomTransaction {
    /// Reads one comment, whatever its state, and locks it until the transaction ends.
    ///
    /// Source: `sql/comment/lock.sql`.
    public func comment(_ id: Identifier<Comment>) async throws -> Comment? {
        try await comments([id])[id]
    }

    /// Reads some comments, whatever their state, and locks them until the transaction ends, in an order that everybody keeps.
    ///
    /// Source: `sql/comment/lock.sql`.
    func comments(_ ids: [Identifier<Comment>]) async throws -> [Identifier<Comment>: Comment] {
        let comments = try await rows(.commentLock, [ids.map(\.uuid)]).map { try $0.comment() }
        return Dictionary(comments.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Adds a comment. The page, its author and moderators hear of it.
    ///
    /// Source: `sql/comment/insert.sql`.
    func insert(_ comment: Comment) async throws {
        let place = comment.place
        _ = try await rows(
            .commentInsert,
            [
                comment.id.uuid, place.article.uuid, place.parent?.uuid, place.root.uuid, place.depth, comment.author.id.uuid,
                comment.text.markdown, comment.text.html, Fingerprint.of(comment.text), comment.status.rawValue,
                try HoldText.text(of: comment.holds), comment.revision, comment.createdAt,
            ])
    }

    /// Saves a comment after one change; what it said before an edit, and says after it, is kept, but for what its author has removed.
    /// - Parameter old: As it was loaded in this transaction.
    /// - Throws: `CommentError.stale` when somebody changed it since.
    ///
    /// Source: `sql/comment/update.sql`, `sql/comment/insert_revision.sql`, `sql/comment/forget_revisions.sql`, `sql/idempotency/redact.sql`.
    func save(_ comment: Comment, replacing old: Comment) async throws {
        let updated = try await rows(
            .commentUpdate,
            [
                comment.id.uuid, old.revision, comment.text.markdown, comment.text.html, Fingerprint.of(comment.text),
                comment.status.rawValue, try HoldText.text(of: comment.holds), comment.reportCount, comment.revision,
                comment.editedAt, comment.updatedAt,
            ])
        guard updated.affectedCount == 1 else {
            let current = try await rows(.commentByID, [comment.id.uuid]).first?.comment().revision
            throw CommentError.stale(current: current ?? 0)
        }
        if comment.status == .removed {
            _ = try await rows(.commentForgetRevisions, [comment.id.uuid])
            _ = try await rows(.idempotencyRedact, [comment.id.uuid])
        } else if comment.text != old.text {
            try await keep(old, since: old.editedAt ?? old.createdAt)
            try await keep(comment, since: comment.updatedAt)
        }
    }

    private func keep(_ comment: Comment, since time: Date) async throws {
        _ = try await rows(
            .commentInsertRevision, [comment.id.uuid, comment.revision, comment.text.markdown, time])
    }

    /// Adds an entry to the audit. Moderators hear of it.
    ///
    /// Source: `sql/audit/insert.sql`.
    public func insert(_ entry: AuditEntry) async throws {
        _ = try await rows(
            .auditInsert,
            [
                entry.id.uuid, entry.at, entry.actor.id, entry.actor.name, entry.action.rawValue, entry.comment?.uuid,
                entry.account?.uuid, entry.change?.from.rawValue, entry.change?.to.rawValue, entry.change?.revision,
                entry.reason, entry.note, entry.undoes?.uuid, entry.batch?.uuid, entry.details,
            ])
    }
}
