import Foundation
import Newsroom
@testable import NewsroomStore
import Postgres
import TestSupport
import Testing

/// Access tokens.
struct TokenTests {
    @Test func `A secret opens until it expires or is revoked, and is stored nowhere`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let (token, secret) = try await store.createToken(
                name: "wire desk", role: .writer, author: nil, expiresAt: .start(plus: 60), at: .start)
            #expect(secret.wholeMatch(of: /cr_writer_[A-Za-z0-9_-]{43}/) != nil)
            let principal = Principal(
                source: .token(token.id), role: .writer, name: "wire desk", author: Slug(phrase: "wire desk"))
            #expect(try await store.principal(token: secret, at: .start) == principal)
            #expect(try await store.principal(token: secret + "x", at: .start) == nil)
            #expect(try await store.principal(token: "", at: .start) == nil)
            #expect(try await store.principal(token: secret, at: .start(plus: 61)) == nil)
            #expect(try await store.author(Slug(phrase: "wire desk"))?.name == "wire desk")
            #expect(try await store.tokens() == [token])
            let stored = try await newsroom.sql("SELECT t::text AS text FROM newsroom.access_token t")[0].decode(
                "text", as: String.self)
            #expect(!stored.contains(secret) && !stored.contains(secret.suffix(43)))
            #expect(try await store.revokeToken(token.id, at: .start(plus: 1)))
            #expect(try await store.revokeToken(token.id, at: .start(plus: 2)) == false)
            #expect(try await store.principal(token: secret, at: .start) == nil)
            #expect(try await store.tokens().first?.revokedAt == .start(plus: 1))
        }
    }

    @Test func `Whose token is revoked or has expired is told so once, for the streams that it has opened`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            var tokens: [AccessToken] = []
            for (number, end) in [nil, Date.start(plus: 60), Date.now.addingTimeInterval(3600)].enumerated() {
                let made = try await store.createToken(
                    name: "t", role: .moderator, author: nil, expiresAt: end, at: .start(plus: Double(number)))
                tokens.append(made.token)
            }
            #expect(try await store.revokeToken(tokens[0].id, at: .start(plus: 1)))
            #expect(try await store.revokeToken(tokens[0].id, at: .start(plus: 2)) == false)
            #expect(try await store.sweepExpired(at: .start(plus: 60)) == 1)
            #expect(try await store.sweepExpired(at: .start(plus: 60)) == 0)
            #expect(try await store.tokens().map(\.revokedAt) == [.start(plus: 1), .start(plus: 60), nil])
            let events = try await newsroom.events("account.")
            #expect(events.allSatisfy { $0.type == "account.signed_out" && $0.endsStreams })
            #expect(events.map(\.subject) == tokens.prefix(2).map { "token/\($0.id)" })
            #expect(events.map(\.topics) == tokens.prefix(2).map { ["reader:\($0.id)"] })
        }
    }

    @Test func `A token writes as an author that is there, and a moderator's as nobody`() async throws {
        try await TestNewsroom.lend { newsroom in
            let (ana, _) = try await newsroom.store.createToken(
                name: "a", role: .writer, author: newsroom.ana.slug, expiresAt: nil, at: .start)
            #expect(ana.author == newsroom.ana.slug)
            let (moderator, _) = try await newsroom.store.createToken(
                name: "m", role: .moderator, author: nil, expiresAt: nil, at: .start)
            #expect(moderator.author == nil)
            await #expect(throws: FieldErrors.self) {
                _ = try await newsroom.store.createToken(name: " ", role: .writer, author: nil, expiresAt: nil, at: .start)
            }
        }
    }
}
