public import Foundation
public import Newsroom
import Postgres

/// What moderators do: REST and the console do it through these, and through nothing else.
extension NewsroomTransaction {
    /// Decides about comments, each by itself: of two moderators who read the same revision one wins, the other is told.
    /// - Parameters:
    ///   - read: 1...100 comments, each once, as the moderator read them.
    ///   - batch: Names what is decided at one stroke; `nil` for a single decision.
    /// - Returns: One result for each comment, in the order given.
    /// - Throws: `FieldErrors` for too many comments, or one that stands twice.
    ///
    /// Source: `sql/comment/lock.sql`, `sql/claim/of_comments.sql`, `sql/comment/update.sql`, `sql/audit/insert.sql`.
    public func decide(
        _ ruling: Ruling, on read: [ReadComment], by actor: AuditActor, batch: Identifier<AuditBatch>? = nil, at now: Date
    ) async throws -> [DecisionResult] {
        var fields = FieldChecker()
        if !Limits.batchCount.contains(read.count) {
            fields.fault("comments", "must be 1...\(Limits.batchCount.upperBound) comments")
        }
        if Set(read.map(\.id)).count < read.count { fields.fault("comments", "must name each comment once") }
        try fields.finish()
        let steps = read.map { read in
            Step(comment: read.id, revision: read.revision) { comment in
                let change = try comment.decide(
                    ruling.decision, revision: read.revision, reportCount: read.reportCount, at: now)
                return AuditEntry(
                    .decide, change, of: comment, by: actor, reason: ruling.reason.rawValue, note: ruling.note, batch: batch,
                    at: now)
            }
        }
        return try await run(steps, by: actor, at: now)
    }

    /// Takes a decision back, by an entry of its own, while nothing else has happened to the comment.
    public func undo(_ decision: Identifier<AuditEntry>, by actor: AuditActor, at now: Date) async throws -> DecisionResult {
        let entries = try await rows(.auditByID, [decision.uuid]).map { try $0.auditEntry() }
        return try await undo(entries, by: actor, batch: nil, at: now).first ?? DecisionResult(comment: nil, .lost(.missing))
    }

    /// Takes back what was decided at one stroke, each comment by itself.
    /// - Parameter new: Names the undoing.
    /// - Returns: One result for each comment; none when there is no such batch.
    public func undo(
        batch: Identifier<AuditBatch>, as new: Identifier<AuditBatch>, by actor: AuditActor, at now: Date
    ) async throws -> [DecisionResult] {
        let limit = Limits.batchCount.upperBound
        let entries = try await rows(.auditOfBatch, [batch.uuid, limit]).map { try $0.auditEntry() }
        return try await undo(entries, by: actor, batch: new, at: now)
    }

    private func undo(
        _ entries: [AuditEntry], by actor: AuditActor, batch: Identifier<AuditBatch>?, at now: Date
    ) async throws -> [DecisionResult] {
        let steps = entries.compactMap { entry -> Step? in
            guard entry.action == .decide, let comment = entry.comment, let change = entry.change else { return nil }
            return Step(comment: comment, revision: change.revision, reopens: entry.id) { comment in
                let back = try comment.undo(entry, at: now)
                return AuditEntry(
                    .undo, back, of: comment, by: actor, reason: entry.reason, undoes: entry.id, batch: batch, at: now)
            }
        }
        return try await run(steps, by: actor, at: now)
    }

    /// Tells other moderators something about a comment.
    /// - Parameter note: 1...1000 characters.
    /// - Throws: `FieldErrors`; `CommentError.noComment`.
    public func addNote(
        _ note: String, to id: Identifier<Comment>, by actor: AuditActor, at now: Date
    ) async throws -> AuditEntry {
        var fields = FieldChecker()
        let note = fields.text("note", note, 1...Limits.moderationNoteCharacters.upperBound)
        try fields.finish()
        guard let comment = try await rows(.commentByID, [id.uuid]).first?.comment() else { throw CommentError.noComment }
        let entry = AuditEntry(
            id: Identifier(at: now), at: now, by: actor, action: .note, comment: id, account: comment.author.id, note: note)
        try await insert(entry)
        return entry
    }

    /// Gives a reader another standing. It counts at once, also in sessions that are open.
    /// - Parameter demand: Judges the account as it is, before anything is done: `If-Match`.
    /// - Throws: `CommentError.noReader`; `FieldErrors`, `AccountError`; what `demand` throws.
    public func set(
        _ standing: Standing, of reader: Identifier<Account>, because reason: String, by actor: AuditActor, at now: Date,
        demand: (Account) throws -> Void = { _ in }
    ) async throws -> Account {
        guard let old = try await account(reader) else { throw CommentError.noReader }
        try demand(old)
        var account = old
        try account.set(standing, because: reason, at: now)
        guard account != old else { return old }
        try await save(account)
        let details = StandingDetails(
            reader: .init(id: "\(reader)", name: account.name), from: old.standing.word, to: standing.word,
            until: standing.until.map(Timestamp.text))
        try await insert(
            AuditEntry(
                id: Identifier(at: now), at: now, by: actor, action: .standing, account: reader, reason: standing.word,
                note: account.standingReason, details: String(decoding: try JSONEncoder().encode(details), as: UTF8.self)))
        return account
    }
}

private struct StandingDetails: Encodable {
    struct Reader: Encodable {
        let id: String
        let name: String
    }

    let reader: Reader
    let from: String
    let to: String
    let until: String?
}
