import Foundation
import Newsroom
@testable import NewsroomStore
import Postgres
import TestSupport
import Testing

/// Accounts in the database.
struct AccountStoreTests {
    private static let hash = "$y$j9T$aaaaaaaaaaaaaaaaaaaaaa$bbbbbbbbbbbbbbbbbbbbbb"

    private func local(_ handle: String, role: Role = .reader, author: Slug? = nil) throws -> Account {
        try Account(
            id: Identifier(at: .start), identity: .local(handle: Slug(phrase: handle)), name: handle, role: role,
            author: author,
            at: .start)
    }

    @Test func `A local account is found by id and handle, and its handle is its own`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let ana = try local("ana", role: .writer, author: newsroom.ana.slug)
            try await store.write { try await $0.insert(ana, passphraseHash: Self.hash) }
            #expect(try await store.account(ana.id) == ana)
            #expect(try await store.account(handle: Slug(phrase: "ana")) == ana)
            #expect(try await store.account(handle: Slug(phrase: "ben")) == nil)
            #expect(try await store.accounts() == [ana])
            let found = try await store.passphrase(of: Slug(phrase: "ana"))
            #expect(found?.account == ana.id && found?.hash == Self.hash)
            let other = try local("ana")
            await #expect(throws: StoreError.handleTaken) {
                try await store.write { try await $0.insert(other, passphraseHash: Self.hash) }
            }
        }
    }

    @Test func `An issuer's subject has one account, whoever signs in at once, and takes its new name`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let accounts = try await withThrowingTaskGroup(of: Account.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await store.account(issuer: "https://id.example", subject: "7", name: "Ana", at: .start)
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            let ana = try #require(accounts.first)
            #expect(accounts.count == 1 && ana.identity == .single(issuer: "https://id.example", subject: "7"))
            let renamed = try await store.account(
                issuer: "https://id.example", subject: "7", name: "Ana L.", at: .start(plus: 1))
            #expect(renamed.id == ana.id && renamed.name == "Ana L." && renamed.revision == 2)
            // Several at once after it was changed where it comes from.
            let names = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await store.account(issuer: "https://id.example", subject: "7", name: "Ana M.", at: .start(plus: 2))
                            .name
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(names == ["Ana M."])
            #expect(try await store.account(ana.id)?.revision == 3)
            let other = try await store.account(issuer: "https://else.example", subject: "7", name: "Ana", at: .start)
            #expect(other.id != ana.id)
        }
    }

    @Test func `Of two changes of one revision the second is stale`() async throws {
        try await TestNewsroom.lend { newsroom in
            let guest = try Account(id: Identifier(at: .start), identity: .guest, name: "Kim", at: .start)
            try await newsroom.store.write { try await $0.insert(guest) }
            let banned = try await newsroom.store.write { transaction in
                var account = try #require(try await transaction.account(guest.id))
                try account.set(.suspended(until: .start(plus: 60)), because: "spam", at: .start)
                try await transaction.save(account)
                return account
            }
            #expect(try await newsroom.store.account(guest.id) == banned)
            var late = guest
            try late.set(.trusted, because: "", at: .start)
            let stale = late
            await #expect(throws: AccountError.stale(current: 2)) {
                try await newsroom.store.write { try await $0.save(stale) }
            }
        }
    }

    @Test func `A session opens until it ends or expires, and its secret is stored nowhere`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let ana = try local("ana")
            try await store.write { try await $0.insert(ana, passphraseHash: Self.hash) }
            let (session, secret) = try await store.openSession(of: ana.id, at: .start)
            let principal = Principal(source: .account(ana.id, session: session.id), role: .reader, name: "ana", author: nil)
            #expect(try await store.principal(session: secret, at: .start) == principal)
            #expect(try await store.principal(session: secret + "x", at: .start) == nil)
            #expect(try await store.principal(session: secret, at: session.expiresAt) == nil)
            #expect(secret.wholeMatch(of: /[A-Za-z0-9_-]{43}/) != nil)
            let stored = try await newsroom.sql("SELECT s::text AS text FROM newsroom.session s")[0].decode(
                "text", as: String.self)
            #expect(!stored.contains(secret))
            #expect(try await store.endSession(session.id))
            #expect(try await store.endSession(session.id) == false)
            #expect(try await store.principal(session: secret, at: .start) == nil)
        }
    }

    @Test func `Another passphrase signs out everywhere`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let ana = try local("ana")
            try await store.write { try await $0.insert(ana, passphraseHash: Self.hash) }
            let secrets = [
                try await store.openSession(of: ana.id, at: .start), try await store.openSession(of: ana.id, at: .start),
            ]
            #expect(try await store.setPassphrase(of: ana.id, hash: Self.hash + "2", at: .start))
            for (_, secret) in secrets { #expect(try await store.principal(session: secret, at: .start) == nil) }
            #expect(try await store.passphrase(of: Slug(phrase: "ana"))?.hash == Self.hash + "2")
            #expect(try await store.setPassphrase(of: Identifier(at: .start), hash: Self.hash, at: .start) == false)
        }
    }

    @Test func `Who signs in while the passphrase is changed is signed out, or not let in`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let ana = try local("ana")
            try await store.write { try await $0.insert(ana, passphraseHash: Self.hash + "0") }
            for round in 0..<10 {
                let (old, new) = (Self.hash + "\(round)", Self.hash + "\(round + 1)")
                async let opened = store.openSession(of: ana.id, passphraseHash: old, at: .start)
                _ = try await store.setPassphrase(of: ana.id, hash: new, at: .start)
                let session = try await opened
                if let session { #expect(try await store.principal(session: session.secret, at: .start) == nil) }
                #expect(try await store.openSession(of: ana.id, passphraseHash: old, at: .start) == nil)
            }
            let now = try await store.openSession(of: ana.id, passphraseHash: Self.hash + "10", at: .start)
            #expect(now != nil)
        }
    }

    @Test func `The sweep ends what has expired, and nothing else`() async throws {
        try await TestNewsroom.lend { newsroom in
            let ana = try local("ana")
            try await newsroom.store.write { try await $0.insert(ana, passphraseHash: Self.hash) }
            let (old, _) = try await newsroom.store.openSession(of: ana.id, at: .start)
            let (_, secret) = try await newsroom.store.openSession(of: ana.id, at: .start(plus: 1))
            #expect(try await newsroom.store.sweepExpired(at: old.expiresAt) == 1)
            #expect(try await newsroom.store.principal(session: secret, at: .start(plus: 1)) != nil)
        }
    }

    @Test func `The reader alone is told of a standing and of a session's end`() async throws {
        try await TestNewsroom.lend { newsroom in
            let guest = try Account(id: Identifier(at: .start), identity: .guest, name: "Kim", at: .start)
            let session = try await newsroom.store.write { transaction in
                try await transaction.insert(guest)
                return try await transaction.openSession(of: guest.id, at: .start).session
            }
            try await newsroom.store.write { transaction in
                var account = try #require(try await transaction.account(guest.id))
                try account.rename(to: "Kim L.", at: .start)
                try await transaction.save(account)
                try account.set(.banned, because: "spam", at: .start)
                try await transaction.save(account)
            }
            try await newsroom.store.endSession(session.id)
            try await newsroom.sequence()
            let events = try await newsroom.log.events(after: .zero, limit: 100).filter { $0.subject == "account/\(guest.id)" }
            #expect(events.map(\.type) == ["account.changed", "account.signed_out"])
            #expect(events.allSatisfy { $0.topics == ["reader:\(guest.id)"] })
            #expect(try events.first?.details["standing"] as? String == "banned")
        }
    }
}
