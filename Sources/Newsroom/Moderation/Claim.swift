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
