public import Foundation
public import Newsroom
import Postgres

extension NewsroomStore {
    /// Reads one account.
    ///
    /// Source: `sql/account/by_id.sql`.
    public func account(_ id: Identifier<Account>) async throws -> Account? {
        try await rows(.accountByID, [id.uuid]).first?.account()
    }

    /// Reads the local account of a handle.
    ///
    /// Source: `sql/account/by_handle.sql`.
    public func account(handle: Slug) async throws -> Account? {
        try await rows(.accountByHandle, [handle.text]).first?.account()
    }

    /// Reads every local account, oldest first.
    ///
    /// Source: `sql/account/all.sql`.
    public func accounts() async throws -> [Account] {
        try await rows(.accountAll).map { try $0.account() }
    }

    /// Adds a local account, and the author that it writes as when there is none yet.
    /// - Throws: `StoreError.handleTaken`; `PostgresError`.
    public func create(_ account: Account, passphraseHash: String) async throws {
        try await write { transaction in
            try await transaction.ensureAuthor(of: account)
            try await transaction.insert(account, passphraseHash: passphraseHash)
        }
    }

    /// Gives an account another role.
    /// - Parameter author: In whose name it writes; made when there is none yet.
    /// - Throws: `AccountError`; `PostgresError`.
    public func assign(_ role: Role, author: Slug?, to id: Identifier<Account>, at now: Date) async throws {
        try await write { transaction in
            guard let old = try await transaction.account(id) else { return }
            var account = old
            try account.assign(role, author: author, at: now)
            guard account != old else { return }
            try await transaction.ensureAuthor(of: account)
            try await transaction.save(account)
        }
    }

    /// Whose a handle is, and what its passphrase must hash to.
    ///
    /// Source: `sql/account/passphrase_of.sql`.
    public func passphrase(of handle: Slug) async throws -> (account: Identifier<Account>, hash: String)? {
        guard let row = try await rows(.accountPassphraseOf, [handle.text]).first else { return nil }
        return (try row.identifier("id"), try row.decode("passphrase_hash"))
    }

    /// Gives a local account another passphrase, and signs it out everywhere.
    /// - Returns: Whether there is such an account.
    ///
    /// Source: `sql/account/set_passphrase.sql`, `sql/session/delete_of_account.sql`.
    public func setPassphrase(of account: Identifier<Account>, hash: String, at now: Date) async throws -> Bool {
        try await write { transaction in
            let changed = try await transaction.rows(.accountSetPassphrase, [account.uuid, hash, now]).affectedCount == 1
            if changed { _ = try await transaction.rows(.sessionDeleteOfAccount, [account.uuid]) }
            return changed
        }
    }

    /// Finds the account that an issuer vouches for, or makes it; takes over the name.
    /// - Throws: `FieldErrors` for the name; `PostgresError`.
    ///
    /// Source: `sql/account/by_subject.sql`.
    public func account(issuer: String, subject: String, name: String, at now: Date) async throws -> Account {
        do {
            return try await findOrMake(issuer: issuer, subject: subject, name: name, at: now)
        } catch StoreError.subjectTaken {
            // Somebody signed in twice at once for the first time: now it is there.
            return try await findOrMake(issuer: issuer, subject: subject, name: name, at: now)
        }
    }

    private func findOrMake(issuer: String, subject: String, name: String, at now: Date) async throws -> Account {
        try await write { transaction in
            if let found = try await transaction.rows(.accountBySubject, [issuer, subject]).first?.account() {
                guard found.name != name, let locked = try await transaction.account(found.id) else { return found }
                var account = locked
                try account.rename(to: name, at: now)
                // Somebody who signed in at the same moment may have done it before.
                if account != locked { try await transaction.save(account) }
                return account
            }
            let account = try Account(
                id: Identifier(at: now), identity: .single(issuer: issuer, subject: subject), name: name, at: now)
            try await transaction.insert(account)
            return account
        }
    }
}

extension NewsroomTransaction {
    /// Reads one account, which nobody else changes before the transaction ends.
    ///
    /// Source: `sql/account/lock.sql`.
    public func account(_ id: Identifier<Account>) async throws -> Account? {
        try await rows(.accountLock, [id.uuid]).first?.account()
    }

    fileprivate func ensureAuthor(of account: Account) async throws {
        guard let slug = account.author, try await author(slug) == nil else { return }
        try await insert(Author(id: Identifier(at: account.updatedAt), slug: slug, name: account.name))
    }

    /// Adds an account.
    /// - Parameter passphraseHash: As crypt(5) has it; of local accounts, and of no others.
    /// - Throws: `StoreError.handleTaken`, `StoreError.subjectTaken`.
    ///
    /// Source: `sql/account/insert.sql`.
    public func insert(_ account: Account, passphraseHash: String? = nil) async throws {
        var (issuer, subject): (String?, String?) = (nil, nil)
        if case .single(let vouching, let called) = account.identity { (issuer, subject) = (vouching, called) }
        do {
            _ = try await rows(
                .accountInsert,
                [
                    account.id.uuid, account.identity.kind, account.role.rawValue, account.name, account.identity.handle?.text,
                    passphraseHash, issuer, subject, account.author?.text, account.standing.word, account.standing.until,
                    account.standingReason, account.revision, account.createdAt, account.updatedAt,
                ])
        } catch let error as PostgresError where error.sqlState == .uniqueViolation && error.constraint == "account_handle_key"
        {
            throw StoreError.handleTaken
        } catch let error as PostgresError where error.sqlState == .uniqueViolation && error.constraint == "account_subject_key"
        {
            throw StoreError.subjectTaken
        }
    }

    /// Saves an account after one change, with its revision raised by one. Its open streams hear of a new role or standing.
    /// - Throws: `AccountError.stale` when somebody changed it since.
    ///
    /// Source: `sql/account/update.sql`.
    public func save(_ account: Account) async throws {
        let updated = try await rows(
            .accountUpdate,
            [
                account.id.uuid, account.role.rawValue, account.name, account.author?.text, account.standing.word,
                account.standing.until, account.standingReason, account.revision, account.updatedAt,
            ])
        guard updated.affectedCount == 1 else {
            throw AccountError.stale(current: try await self.account(account.id)?.revision ?? 0)
        }
    }
}
