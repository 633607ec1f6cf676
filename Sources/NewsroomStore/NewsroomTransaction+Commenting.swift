public import Foundation
public import Newsroom
import Postgres

/// What readers do with comments: the REST API and the pages do it through these, and through nothing else.
extension NewsroomTransaction {
    /// How an article takes comments.
    /// - Returns: `nil` when there is no such article, or none that everybody may read.
    ///
    /// Source: `sql/comment_policy/of_article.sql`.
    public func commenting(on article: Identifier<Article>) async throws -> Commenting? {
        try await rows(.commentPolicyOfArticle, [article.uuid]).first?.commenting()
    }

    /// Writes a comment: visible at once, or held, with every reason.
    /// - Parameters:
    ///   - text: 1...5,000 characters, rendered.
    ///   - parent: What it answers.
    ///   - account: Whose it is; a guest's where the article takes them.
    /// - Throws: `CommentError.noArticle`, `.noParent`, `.closed`, `.guestsNotTaken`, `.banned`, `.tooDeep`.
    public func post(
        _ text: CommentText, to article: Identifier<Article>, answering parent: Identifier<Comment>? = nil,
        by account: Identifier<Account>, at now: Date
    ) async throws -> Comment {
        guard let commenting = try await commenting(on: article) else { throw CommentError.noArticle }
        let writer = try await writer(account, at: now)
        guard commenting.isOpen(at: now) else { throw CommentError.closed(since: commenting.closesAt) }
        if writer.identity == .guest, !commenting.takesGuests { throw CommentError.guestsNotTaken }
        let answered = try await answered(parent, under: article)
        let id = Identifier<Comment>(at: now)
        let holds = try await holds(on: text, of: id, by: writer, policy: commenting.policy, at: now)
        let author = CommentAuthor(id: account, name: writer.name, kind: writer.identity.kind)
        let comment = try Comment(
            id: id, to: article, answering: answered, by: author, saying: text, holds: holds, at: now)
        try await insert(comment)
        return comment
    }

    /// Changes the words of a comment, by its author's hand.
    /// - Parameter demand: Judges the comment as it is, before anything is done: `If-Match`.
    /// - Throws: `CommentError`; what `demand` throws.
    public func edit(
        _ id: Identifier<Comment>, _ text: CommentText, by account: Identifier<Account>, at now: Date,
        demand: (Comment) throws -> Void = { _ in }
    ) async throws -> Comment {
        let writer = try await writer(account, at: now)
        let old = try await own(id, of: account)
        try demand(old)
        guard let commenting = try await commenting(on: old.place.article) else { throw CommentError.noArticle }
        let wasRead = try await rows(.commentWasRead, [id.uuid]).only.decode("was_read", as: Bool.self)
        let isReadAgain = old.isVisible && (wasRead || commenting.policy == .premoderated)
        let holds = try await holds(
            on: text, of: id, by: writer, policy: commenting.policy, isReadAgain: isReadAgain, at: now)
        var comment = old
        let change = try comment.edit(text, by: account, holds: holds, at: now)
        guard comment != old else { return old }
        if let change {
            try await insert(
                AuditEntry(.hold, change, of: comment, by: .courant, reason: holds.first?.reason.rawValue, at: now))
        }
        try await save(comment, replacing: old)
        return comment
    }

    /// Takes a comment back for good, by its author's hand.
    /// - Parameter demand: Judges the comment as it is, before anything is done: `If-Match`.
    /// - Throws: `CommentError`; what `demand` throws.
    public func remove(
        _ id: Identifier<Comment>, by account: Identifier<Account>, at now: Date, demand: (Comment) throws -> Void = { _ in }
    ) async throws {
        let old = try await own(id, of: account)
        try demand(old)
        var comment = old
        let change = try comment.remove(by: account, at: now)
        let actor = AuditActor(id: account.uuid, name: old.author.name)
        try await insert(AuditEntry(.remove, change, of: comment, by: actor, reason: nil, at: now))
        _ = try await rows(.reportAnswer, [id.uuid, now])
        try await save(comment, replacing: old)
    }

    /// Reports a comment, once for each account; enough reports of known readers hold it.
    /// - Parameter note: For moderators; 0...1000 characters.
    /// - Returns: The report, and whether it is a new one: the second time it is the first again.
    /// - Throws: `FieldErrors`; `CommentError.noComment` for what is not visible, `.yourOwn`, `.guestsDoNotReport`, `.banned`.
    ///
    /// Source: `sql/report/of_account.sql`, `sql/report/insert.sql`, `sql/report/count_known.sql`.
    public func report(
        _ id: Identifier<Comment>, because reason: Report.Reason, note: String, by account: Identifier<Account>, at now: Date
    ) async throws -> (report: Report, isNew: Bool) {
        var fields = FieldChecker()
        let note = fields.text("note", note, Limits.reportNoteCharacters)
        try fields.finish()
        if try await writer(account, at: now).identity == .guest { throw CommentError.guestsDoNotReport }
        guard let old = try await comment(id) else { throw CommentError.noComment }
        if let first = try await rows(.reportOfAccount, [id.uuid, account.uuid]).first?.report() { return (first, false) }
        guard old.isVisible else { throw CommentError.noComment }
        let report = Report(id: Identifier(at: now), comment: id, account: account, reason: reason, note: note, createdAt: now)
        _ = try await rows(
            .reportInsert, [report.id.uuid, id.uuid, account.uuid, reason.rawValue, report.note, report.createdAt])
        let known = try await rows(.reportCountKnown, [id.uuid]).only.decode("reports", as: Int.self)
        var comment = old
        if let change = try comment.report(by: account, known: known, at: now) {
            try await insert(
                AuditEntry(.hold, change, of: comment, by: .courant, reason: Hold.Reason.reported.rawValue, at: now))
        }
        try await save(comment, replacing: old)
        return (report, true)
    }

    /// The account, locked, so that two comments of one reader are judged one after the other.
    private func writer(_ id: Identifier<Account>, at now: Date) async throws -> Account {
        guard let account = try await account(id) else { throw CommentError.noReader }
        if account.standing.effective(at: now) == .banned { throw CommentError.banned(reason: account.standingReason) }
        return account
    }

    /// A comment for its author; others hear that it is not theirs when they can see it, and that there is none when they cannot.
    private func own(_ id: Identifier<Comment>, of account: Identifier<Account>) async throws -> Comment {
        guard let comment = try await comment(id), comment.status != .removed else { throw CommentError.noComment }
        guard comment.author.id == account else { throw comment.isVisible ? CommentError.notYours : CommentError.noComment }
        return comment
    }

    /// What is answered. Not locked: whoever takes it back meanwhile leaves the answer, as later.
    private func answered(_ id: Identifier<Comment>?, under article: Identifier<Article>) async throws -> Comment? {
        guard let id else { return nil }
        guard let parent = try await rows(.commentByID, [id.uuid]).first?.comment(), parent.isVisible,
            parent.place.article == article
        else { throw CommentError.noParent }
        return parent
    }

    private func holds(
        on text: CommentText, of id: Identifier<Comment>, by writer: Account, policy: CommentPolicy, isReadAgain: Bool = false,
        at now: Date
    ) async throws -> [Hold] {
        let rules = HoldRules(policy: policy, words: try await words())
        let commenter = Commenter(
            role: writer.role, standing: writer.standing,
            isKnown: try await rows(.commentIsKnown, [writer.id.uuid]).only.decode("is_known"))
        let window = Limits.repetitionWindow.components.seconds
        let same = try await rows(
            .commentRepetition, [Fingerprint.of(text), writer.id.uuid, id.uuid, window]
        ).only
        let repetition = Repetition(own: try same.decode("own"), others: try same.decode("others"))
        return rules.holds(on: text, by: commenter, repetition: repetition, isReadAgain: isReadAgain, at: now)
    }
}

extension PostgresRow {
    /// How an article takes comments; `nil` when not everybody may read it.
    func commenting() throws -> Commenting? {
        guard try decode("is_public", as: Bool.self) else { return nil }
        return Commenting(
            policy: try choice("policy"), takesGuests: try decode("takes_guests"), closesAt: try decodeIfPresent("closes_at"))
    }
}
