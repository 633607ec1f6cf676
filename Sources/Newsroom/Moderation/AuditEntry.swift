public import Foundation

/// Whose hand something was done by: an account's, a token's, or the program's own.
public struct AuditActor: Sendable, Hashable {
    /// The account's or the token's.
    public let id: UUID
    /// As others see it.
    public let name: String

    /// Names a hand.
    public init(id: UUID, name: String) {
        self.id = id
        self.name = name
    }

    /// What the program does by itself: it holds a comment that was reported.
    public static let courant = AuditActor(
        id: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)), name: "Courant")
}

/// One thing that was done about a comment or a reader. Never changed, never deleted.
public struct AuditEntry: Sendable, Hashable, Identifiable {
    /// Kinds of things.
    public enum Action: String, Sendable, Hashable, CaseIterable {
        /// A moderator approved or rejected a comment.
        case decide
        /// A moderator took a decision back.
        case undo
        /// The program held a visible comment.
        case hold
        /// An author took a comment back.
        case remove
        /// A moderator told the others something.
        case note
        /// A reader got another standing.
        case standing
        /// The word lists changed.
        case words
        /// A section or an article takes comments otherwise than before.
        case policy
    }

    /// Names the entry for good.
    public let id: Identifier<AuditEntry>
    /// When.
    public let at: Date
    /// By whose hand.
    public let actor: AuditActor
    /// What.
    public let action: Action
    /// About which comment.
    public let comment: Identifier<Comment>?
    /// About which reader.
    public let account: Identifier<Account>?
    /// What became of the comment.
    public let change: StatusChange?
    /// A code: `ReasonCode` for a decision, `Hold.Reason` for a hold, the standing's word for a standing.
    public let reason: String?
    /// To the author for a decision; among moderators for a note.
    public let note: String
    /// Which entry it takes back.
    public let undoes: Identifier<AuditEntry>?
    /// Names what was done at one stroke.
    public let batch: Identifier<AuditBatch>?
    /// More, as a JSON object.
    public let details: String

    /// Describes an entry.
    public init(
        id: Identifier<AuditEntry>, at time: Date, by actor: AuditActor, action: Action, comment: Identifier<Comment>? = nil,
        account: Identifier<Account>? = nil, change: StatusChange? = nil, reason: String? = nil, note: String = "",
        undoes: Identifier<AuditEntry>? = nil, batch: Identifier<AuditBatch>? = nil, details: String = "{}"
    ) {
        self.id = id
        self.at = time
        self.actor = actor
        self.action = action
        self.comment = comment
        self.account = account
        self.change = change
        self.reason = reason
        self.note = note
        self.undoes = undoes
        self.batch = batch
        self.details = details
    }
}

/// What was decided at one stroke; it has a name and nothing else.
public enum AuditBatch: Sendable {}

extension AuditEntry {
    /// What happened to a comment's status.
    /// - Parameters:
    ///   - reason: A code: `ReasonCode` for a decision, `Hold.Reason` for a hold.
    public init(
        _ action: Action, _ change: StatusChange, of comment: Comment, by actor: AuditActor, reason: String?, note: String = "",
        undoes: Identifier<AuditEntry>? = nil, batch: Identifier<AuditBatch>? = nil, at now: Date
    ) {
        self.init(
            id: Identifier(at: now), at: now, by: actor, action: action, comment: comment.id, account: comment.author.id,
            change: change, reason: reason, note: note, undoes: undoes, batch: batch)
    }
}
