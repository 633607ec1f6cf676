public import Foundation
public import Newsroom
import Postgres

extension NewsroomStore {
    /// Finds who is signed in with a secret, by its hash, so that no comparison of secrets takes a time that tells anything.
    /// - Returns: `nil` when it is unknown, ended or expired.
    ///
    /// Source: `sql/session/by_hash.sql`.
    public func principal(session secret: String, at now: Date) async throws -> Principal? {
        try await rows(.sessionByHash, [Secret.hash(of: secret), now]).first?.sessionPrincipal()
    }

    /// Signs an account in.
    /// - Returns: The session, and its secret, which is told once and never stored.
    public func openSession(of account: Identifier<Account>, at now: Date) async throws -> (session: Session, secret: String) {
        try await write { try await $0.openSession(of: account, at: now) }
    }

    /// Signs a local account in, unless its passphrase was changed since it was compared. Who changes it later ends this session, too.
    /// - Parameter passphraseHash: What was compared.
    /// - Returns: The session, and its secret, which is told once and never stored; `nil` when the passphrase is another one by now.
    ///
    /// Source: `sql/account/hold_passphrase.sql`, `sql/session/insert.sql`.
    public func openSession(
        of account: Identifier<Account>, passphraseHash: String, at now: Date
    ) async throws -> (session: Session, secret: String)? {
        try await write { transaction in
            if try await transaction.rows(.accountHoldPassphrase, [account.uuid, passphraseHash]).isEmpty { return nil }
            return try await transaction.openSession(of: account, at: now)
        }
    }

    /// Signs out. Its private streams end.
    /// - Returns: Whether there was such a session.
    ///
    /// Source: `sql/session/delete.sql`.
    @discardableResult
    public func endSession(_ id: Identifier<Session>) async throws -> Bool {
        try await rows(.sessionDelete, [id.uuid]).affectedCount == 1
    }
}

extension NewsroomTransaction {
    /// Signs an account in, in the same transaction that makes it, for example.
    /// - Returns: The session, and its secret, which is told once and never stored.
    ///
    /// Source: `sql/session/insert.sql`.
    public func openSession(of account: Identifier<Account>, at now: Date) async throws -> (session: Session, secret: String) {
        let session = Session(of: account, at: now)
        let secret = Secret.ofSession()
        _ = try await rows(
            .sessionInsert,
            [session.id.uuid, account.uuid, Secret.hash(of: secret), session.createdAt, session.expiresAt])
        return (session, secret)
    }
}
