public import Foundation

/// A browser in which somebody is signed in. It holds a secret as a cookie, of which only the hash is kept.
public struct Session: Sendable, Hashable, Identifiable {
    /// Names the session; no secret.
    public let id: Identifier<Session>
    /// Whose it is.
    public let account: Identifier<Account>
    /// When it began.
    public let createdAt: Date
    /// From when on it is refused.
    public let expiresAt: Date

    /// Describes a session as it was stored.
    public init(id: Identifier<Session>, account: Identifier<Account>, createdAt: Date, expiresAt: Date) {
        self.id = id
        self.account = account
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// Begins a session, for as long as `Limits.sessionLifetime`.
    public init(of account: Identifier<Account>, at now: Date) {
        self.init(
            id: Identifier(at: now), account: account, createdAt: now,
            expiresAt: now.addingTimeInterval(TimeInterval(Limits.sessionLifetime.components.seconds)))
    }
}
