public import Foundation

/// Why a comment cannot do what was asked of it.
public enum CommentError: Error, Sendable, Hashable {
    /// What was asked was asked of an older revision.
    case stale(current: Int)
    /// The state does not allow it: a removed comment takes no decision.
    case notAllowed(status: CommentStatus, action: String)
    /// The time in which its author may change it is over.
    case editWindowOver(since: Date)
    /// Only its author may do this.
    case notYours
    /// Nobody reports what they wrote themselves.
    case yourOwn
    /// Reports are for accounts: whoever may begin as many guests as they like would have as many voices.
    case guestsDoNotReport
    /// What it would answer has as many comments above it as a thread may have.
    case tooDeep
    /// The entry of the audit is no decision about this comment.
    case notUndoable
    /// There is no such article, or none that everybody may read.
    case noArticle
    /// There is no such comment, or none for who asks.
    case noComment
    /// What was to be answered is not there, or not visible.
    case noParent
    /// There is no such reader.
    case noReader
    /// The article takes no comments, or no more.
    case closed(since: Date?)
    /// Who is not signed in cannot comment here.
    case guestsNotTaken
    /// The reader does not comment any more.
    case banned(reason: String)
}

/// A change of a comment's status, as it goes into the audit.
public struct StatusChange: Sendable, Hashable {
    /// Before.
    public let from: CommentStatus
    /// After.
    public let to: CommentStatus
    /// The revision that came of it.
    public let revision: Int

    /// Describes a change.
    public init(from: CommentStatus, to: CommentStatus, revision: Int) {
        self.from = from
        self.to = to
        self.revision = revision
    }
}

extension Comment {
    /// Writes a comment: everybody reads it at once, unless something holds it.
    /// - Parameters:
    ///   - parent: What it answers; must be visible and of the same article.
    ///   - holds: What `HoldRules` say about it.
    /// - Throws: `CommentError.tooDeep`; `CommentError.notAllowed` for an answer to what is not visible.
    public init(
        id: Identifier<Comment>, to article: Identifier<Article>, answering parent: Comment? = nil, by author: CommentAuthor,
        saying text: CommentText, holds: [Hold], at now: Date
    ) throws(CommentError) {
        var place = CommentPlace(article: article, parent: nil, root: id, depth: 0)
        if let parent {
            guard parent.isVisible, parent.place.article == article else {
                throw .notAllowed(status: parent.status, action: "answer")
            }
            guard parent.place.depth < Limits.maxCommentDepth else { throw .tooDeep }
            place = CommentPlace(article: article, parent: parent.id, root: parent.place.root, depth: parent.place.depth + 1)
        }
        self.init(
            id: id, place: place, author: author, text: text, status: holds.isEmpty ? .approved : .pending, holds: holds,
            reportCount: 0, revision: 1, createdAt: now, editedAt: nil, updatedAt: now)
    }

    /// Changes the words, within the time for it.
    /// - Parameter holds: What `HoldRules` say about the new words.
    /// - Returns: The change of the status when a visible comment has to wait for a moderator now.
    /// - Throws: `CommentError.notYours`, `.notAllowed`, `.editWindowOver`.
    public mutating func edit(
        _ text: CommentText, by account: Identifier<Account>, holds: [Hold], at now: Date
    ) throws(CommentError) -> StatusChange? {
        guard account == author.id else { throw .notYours }
        guard status == .pending || status == .approved else { throw .notAllowed(status: status, action: "edit") }
        guard now <= editableUntil else { throw .editWindowOver(since: editableUntil) }
        guard text != self.text else { return nil }
        self.text = text
        editedAt = now
        if holds.isEmpty {
            touch(at: now)
            return nil
        }
        // A report still stands: it was about these words or the ones before.
        self.holds = holds + self.holds.filter { $0.reason == .reported && status == .pending }
        guard status == .approved else {
            touch(at: now)
            return nil
        }
        return change(to: .pending, at: now)
    }

    /// Takes the comment back for good, by its author's hand, at any time.
    /// - Throws: `CommentError.notYours`, `.notAllowed`.
    public mutating func remove(by account: Identifier<Account>, at now: Date) throws(CommentError) -> StatusChange {
        guard account == author.id else { throw .notYours }
        guard status != .removed else { throw .notAllowed(status: status, action: "remove") }
        text = .none
        holds = []  // they quote it
        reportCount = 0
        return change(to: .removed, at: now)
    }

    /// Decides by a moderator's hand, and answers what was reported.
    /// - Parameters:
    ///   - revision: The revision that the moderator read.
    ///   - reportCount: The open reports that the moderator read; `nil`: any. Between two revisions they only become more.
    /// - Throws: `CommentError.stale` when either is another by now; `.notAllowed` for a removed comment, and for what changes nothing.
    public mutating func decide(
        _ decision: Decision, revision: Int, reportCount read: Int? = nil, at now: Date
    ) throws(CommentError) -> StatusChange {
        guard revision == self.revision, read ?? reportCount == reportCount else { throw .stale(current: self.revision) }
        let isNews = status != decision.status || reportCount > 0
        guard status != .removed, isNews else { throw .notAllowed(status: status, action: decision.rawValue) }
        reportCount = 0
        return change(to: decision.status, at: now)
    }

    /// Puts things back to what they were before a decision.
    /// - Parameter entry: The decision.
    /// - Throws: `CommentError.stale` when anything has happened since, a report too; `.notUndoable`.
    public mutating func undo(_ entry: AuditEntry, at now: Date) throws(CommentError) -> StatusChange {
        guard entry.action == .decide, entry.comment == id, let change = entry.change else { throw .notUndoable }
        // The decision had answered every report.
        guard change.revision == revision, status == change.to, reportCount == 0 else { throw .stale(current: revision) }
        return self.change(to: change.from, at: now)
    }

    /// Opens reports again that a decision had answered, after it was taken back.
    public mutating func reopenReports(_ count: Int) {
        reportCount += count
    }

    /// Takes a report; enough of those that count hold a visible comment.
    /// - Parameters:
    ///   - account: Whose report it is.
    ///   - known: Open reports by those who are known, this one among them: an account alone costs nothing.
    /// - Returns: The change of the status when this report was the one too many.
    /// - Throws: `CommentError.yourOwn`; `.notAllowed` for what is not visible.
    public mutating func report(
        by account: Identifier<Account>, known: Int, at now: Date
    ) throws(CommentError) -> StatusChange? {
        guard account != author.id else { throw .yourOwn }
        guard isVisible else { throw .notAllowed(status: status, action: "report") }
        reportCount += 1
        guard known >= Limits.reportsThatHold else {
            updatedAt = now
            return nil
        }
        holds = holds.filter { $0.reason != .reported } + [Hold(.reported, "\(reportCount)")]
        return change(to: .pending, at: now)
    }

    private mutating func change(to status: CommentStatus, at now: Date) -> StatusChange {
        let from = self.status
        self.status = status
        touch(at: now)
        return StatusChange(from: from, to: status, revision: revision)
    }

    private mutating func touch(at now: Date) {
        revision += 1
        told = nil
        updatedAt = now
    }
}
