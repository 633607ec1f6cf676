import Foundation
import Newsroom
@testable import NewsroomStore
import Synchronization
import TestSupport
import Testing

/// Requests that are sent twice.
struct IdempotencyTests {
    private final class Counter: Sendable {
        let count = Atomic(0)
        func next() -> Int { count.add(1, ordering: .relaxed).newValue }
    }

    private static func claim(_ token: AccessToken, key: String = "k1", of request: UInt8 = 1) -> IdempotencyClaim {
        IdempotencyClaim(key: key, owner: token.id.uuid, fingerprint: Array(repeating: request, count: 32))
    }

    private static func answer(_ number: Int) -> RememberedAnswer {
        RememberedAnswer(
            status: 201, headers: ["Location": "/v1/articles/\(number)", "ETag": "\"1\""], body: #"{"a":"\u0000 é"}"#)
    }

    private func withToken(_ body: (TestNewsroom, AccessToken) async throws -> Void) async throws {
        try await TestNewsroom.lend { newsroom in
            let (token, _) = try await newsroom.store.createToken(
                name: "wire", role: .writer, author: nil, expiresAt: nil, at: .start)
            try await body(newsroom, token)
        }
    }

    @Test func `Many at once with one key do the work once and all get its answer`() async throws {
        try await withToken { newsroom, token in
            let counter = Counter()
            let answers = try await withThrowingTaskGroup(of: RememberedAnswer.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await newsroom.store.write(Self.claim(token)) { transaction in
                            let number = counter.next()
                            try await transaction.insert(newsroom.draft("Once", slug: "once-\(number)"), changedBy: "test")
                            return Self.answer(number)
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers == Array(repeating: Self.answer(1), count: 20))
            #expect(try await newsroom.sql("SELECT 1 FROM newsroom.article").count == 1)
        }
    }

    @Test func `The same key for another request is refused`() async throws {
        try await withToken { newsroom, token in
            _ = try await newsroom.store.write(Self.claim(token)) { _ in Self.answer(1) }
            await #expect(throws: StoreError.idempotencyKeyReused) {
                _ = try await newsroom.store.write(Self.claim(token, of: 2)) { _ in Self.answer(2) }
            }
        }
    }

    @Test func `A key that failed can be used again`() async throws {
        try await withToken { newsroom, token in
            await #expect(throws: TestProblem.self) {
                _ = try await newsroom.store.write(Self.claim(token)) { _ in throw TestProblem("no") }
            }
            let answer = try await newsroom.store.write(Self.claim(token, of: 2)) { _ in Self.answer(2) }
            #expect(answer == Self.answer(2))
        }
    }

    @Test func `A key lives for a day, and the sweep forgets it`() async throws {
        try await withToken { newsroom, token in
            _ = try await newsroom.store.write(Self.claim(token)) { _ in Self.answer(1) }
            try await newsroom.sql("UPDATE newsroom.idempotency_key SET created_at = now() - interval '23 hours 59 minutes'")
            #expect(try await newsroom.store.write(Self.claim(token)) { _ in Self.answer(2) } == Self.answer(1))
            try await newsroom.sql("UPDATE newsroom.idempotency_key SET created_at = now() - interval '24 hours 1 minute'")
            #expect(try await newsroom.store.write(Self.claim(token, of: 3)) { _ in Self.answer(3) } == Self.answer(3))
            try await newsroom.sql("UPDATE newsroom.idempotency_key SET created_at = now() - interval '24 hours 1 minute'")
            #expect(try await newsroom.store.sweepExpired(at: .start) == 1)
        }
    }

    @Test func `Two owners may use the same key, and none at all is fine`() async throws {
        try await withToken { newsroom, token in
            let (other, _) = try await newsroom.store.createToken(
                name: "desk", role: .editor, author: nil, expiresAt: nil, at: .start)
            for (number, claim) in [Self.claim(token), Self.claim(other), nil].enumerated() {
                #expect(try await newsroom.store.write(claim) { _ in Self.answer(number) } == Self.answer(number))
            }
        }
    }
}
