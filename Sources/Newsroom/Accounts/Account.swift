public import Foundation

/// Somebody who reads, comments or moderates.
public struct Account: Sendable, Hashable, Identifiable {
    /// Names the account for good; UUIDv7.
    public let id: Identifier<Account>
    /// How its owner is known here.
    public let identity: AccountIdentity
    /// What its owner may do.
    public internal(set) var role: Role
    /// As others see it, 1...80 characters on one line.
    public internal(set) var name: String
    /// In whose name it writes; `nil` for roles that write nothing.
    public internal(set) var author: Slug?
    /// How far its comments are trusted.
    public internal(set) var standing: Standing
    /// Why its standing is what it is; for its owner and for moderators.
    public internal(set) var standingReason: String
    /// 1 when made, one more with every change.
    public internal(set) var revision: Int
    /// When it was made.
    public let createdAt: Date
    /// When it last changed.
    public internal(set) var updatedAt: Date

    /// Describes an account as it was stored.
    public init(
        id: Identifier<Account>, identity: AccountIdentity, role: Role, name: String, author: Slug?, standing: Standing,
        standingReason: String, revision: Int, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.identity = identity
        self.role = role
        self.name = name
        self.author = author
        self.standing = standing
        self.standingReason = standingReason
        self.revision = revision
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// The account as it counts at a time: a suspension that is over leaves a normal standing, and no reason for it.
    public func effective(at now: Date) -> Account {
        var account = self
        account.standing = standing.effective(at: now)
        if account.standing != standing { account.standingReason = "" }
        return account
    }
}

/// How the owner of an account is known.
public enum AccountIdentity: Sendable, Hashable {
    /// Signs in here, with a handle and a passphrase.
    case local(handle: Slug)
    /// Signs in elsewhere: who vouches, and what the owner is called there. Source: RFC 7519 sections 4.1.1 and 4.1.2.
    case single(issuer: String, subject: String)
    /// Has a session and no other way in.
    case guest

    /// The word for it, as it stands in JSON and in the database.
    public var kind: String {
        switch self {
        case .local: "local"
        case .single: "sso"
        case .guest: "guest"
        }
    }

    /// What a local account signs in with.
    public var handle: Slug? {
        switch self {
        case .local(let handle): handle
        case .single, .guest: nil
        }
    }
}
