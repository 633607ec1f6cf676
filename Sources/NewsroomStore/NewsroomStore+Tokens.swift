public import Foundation
public import Newsroom
import Postgres

extension NewsroomStore {
    /// Finds the owner of a secret by its hash, so that no comparison of secrets takes a time that tells anything.
    /// - Returns: `nil` when it is unknown, expired or revoked.
    ///
    /// Source: `sql/token/by_hash.sql`.
    public func principal(token secret: String, at now: Date) async throws -> Principal? {
        try await rows(.tokenByHash, [Secret.hash(of: secret), now]).first?.principal()
    }

    /// Makes a token, and the author that it writes as when there is none yet.
    /// - Parameters:
    ///   - name: What it is for, 1...80 characters: «wire desk».
    ///   - author: In whose name it writes. Roles that write get one derived from the name when it is `nil`.
    /// - Returns: The token, and its secret, which is told once and never stored.
    /// - Throws: `FieldErrors` for the name; `PostgresError`.
    ///
    /// Source: `sql/token/insert.sql`.
    public func createToken(
        name: String, role: Role, author: Slug?, expiresAt: Date?, at now: Date
    ) async throws -> (token: AccessToken, secret: String) {
        var fields = FieldChecker()
        let name = fields.line("name", name, Limits.nameCharacters)
        try fields.finish()
        let secret = Secret.ofToken(for: role)
        let writesAs = author ?? (role.writesArticles ? Slug(phrase: name) : nil)
        let token = AccessToken(
            id: Identifier(at: now), name: name, role: role, author: writesAs, createdAt: now, expiresAt: expiresAt,
            revokedAt: nil)
        try await write { transaction in
            if let writesAs, try await transaction.author(writesAs) == nil {
                try await transaction.insert(Author(id: Identifier(at: now), slug: writesAs, name: name))
            }
            try await transaction.insert(token, secretHash: Secret.hash(of: secret))
        }
        return (token, secret)
    }

    /// Reads every token, oldest first.
    ///
    /// Source: `sql/token/all.sql`.
    public func tokens() async throws -> [AccessToken] {
        try await rows(.tokenAll).map { try $0.accessToken() }
    }

    /// Refuses a token from now on. Its private streams end.
    /// - Returns: Whether there was one that was not revoked yet.
    ///
    /// Source: `sql/token/revoke.sql`.
    public func revokeToken(_ id: Identifier<AccessToken>, at now: Date) async throws -> Bool {
        try await rows(.tokenRevoke, [id.uuid, now]).affectedCount == 1
    }
}
