public import Foundation

/// A secret that lets a program act in a role. Only its hash is kept.
public struct AccessToken: Sendable, Hashable {
    /// Names the token in lists and in `revoke`.
    public let id: Identifier<AccessToken>
    /// What it is for: «wire desk».
    public let name: String
    /// What its owner may do.
    public let role: Role
    /// In whose name it writes.
    public let author: Slug?
    /// When it was made.
    public let createdAt: Date
    /// From when on it is refused.
    public let expiresAt: Date?
    /// Since when it is refused.
    public let revokedAt: Date?

    /// Describes a token.
    public init(
        id: Identifier<AccessToken>, name: String, role: Role, author: Slug?, createdAt: Date, expiresAt: Date?,
        revokedAt: Date?
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.author = author
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }
}
