/// What came of a decision, or of taking one back, about one comment.
public struct DecisionResult: Sendable {
    /// About which comment; for an undoing that found no decision, `nil`.
    public let comment: Identifier<Comment>?
    /// What came of it.
    public let outcome: Outcome

    /// What came of it.
    public enum Outcome: Sendable {
        /// It stands: the entry of the audit, and the comment as it is now.
        case decided(AuditEntry, ModerationItem)
        /// Nothing was done.
        case lost(Loss)
    }

    /// Why nothing was done.
    public enum Loss: Sendable {
        /// Somebody decided first, or something else changed the status since: the entry of the audit, and the comment as it is now.
        case decided(AuditEntry, ModerationItem)
        /// Its author has changed the words since they were read, or readers have reported it: the comment as it is now.
        case changed(ModerationItem)
        /// Somebody else works on it.
        case claimed(Claim)
        /// The decision would change nothing, or the comment takes none: as it is now.
        case notAllowed(CommentError, ModerationItem)
        /// There is no such comment, or no such decision.
        case missing
    }

    /// Describes what came of it.
    public init(comment: Identifier<Comment>?, _ outcome: Outcome) {
        self.comment = comment
        self.outcome = outcome
    }
}

/// A comment as a moderator read it.
public struct ReadComment: Sendable, Hashable {
    /// Which comment.
    public let id: Identifier<Comment>
    /// Which revision.
    public let revision: Int
    /// How many open reports; `nil` when it does not matter.
    public let reportCount: Int?

    /// Names what was read.
    public init(_ id: Identifier<Comment>, revision: Int, reportCount: Int? = nil) {
        self.id = id
        self.revision = revision
        self.reportCount = reportCount
    }
}
