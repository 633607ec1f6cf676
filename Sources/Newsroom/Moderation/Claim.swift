public import Foundation

/// An open console: it has a name and nothing else.
public enum Console: Sendable {}

/// Who works on a comment. A lease: it ends with its console, or when it is not renewed, whatever happens to the server.
public struct Claim: Sendable, Hashable {
    /// What is worked on.
    public let comment: Identifier<Comment>
    /// From where.
    public let console: Identifier<Console>
    /// By whom.
    public let moderator: AuditActor
    /// Until when, in the database's time, unless it is renewed.
    public let until: Date

    /// Describes a claim as it was stored.
    public init(comment: Identifier<Comment>, console: Identifier<Console>, moderator: AuditActor, until: Date) {
        self.comment = comment
        self.console = console
        self.moderator = moderator
        self.until = until
    }
}

/// Who is there, and what they look at.
public struct Presence: Sendable, Hashable {
    /// The console.
    public let console: Identifier<Console>
    /// Whose it is.
    public let moderator: AuditActor
    /// The comment in view.
    public let lookingAt: Identifier<Comment>?

    /// Describes a console as it was stored.
    public init(console: Identifier<Console>, moderator: AuditActor, lookingAt: Identifier<Comment>?) {
        self.console = console
        self.moderator = moderator
        self.lookingAt = lookingAt
    }
}

/// What a console starts with.
public struct ModerationRoom: Sendable {
    /// How many comments each queue holds.
    public let counts: QueueCounts
    /// Who is there.
    public let present: [Presence]
    /// Who works on what.
    public let claims: [Claim]

    /// Joins what was read.
    public init(counts: QueueCounts, present: [Presence], claims: [Claim]) {
        self.counts = counts
        self.present = present
        self.claims = claims
    }
}

/// What came of claiming a comment.
public enum ClaimResult: Sendable, Hashable {
    /// It is the console's now, or still.
    case claimed(Claim)
    /// Somebody else works on it.
    case taken(Claim)
    /// There is no such comment, or its author has removed it.
    case noComment
    /// The console's lease is over: it has to be opened anew.
    case noConsole
    /// The console has claimed as much as it may.
    case tooMany
}
