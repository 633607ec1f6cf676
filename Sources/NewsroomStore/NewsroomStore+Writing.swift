public import Foundation
import Newsroom
import Postgres

/// A request that may be repeated safely.
public struct IdempotencyClaim: Sendable {
    /// The client's `Idempotency-Key`, 1...255 characters.
    public let key: String
    /// Whose key it is, a token's or an account's; others may use the same one for something else.
    public let owner: UUID
    /// SHA-256 of method, path and body: 32 bytes.
    public let fingerprint: [UInt8]

    /// Names a request.
    public init(key: String, owner: UUID, fingerprint: [UInt8]) {
        self.key = key
        self.owner = owner
        self.fingerprint = fingerprint
    }
}

/// The answer that is remembered for a claim.
public struct RememberedAnswer: Sendable, Equatable {
    /// The HTTP status.
    public let status: Int
    /// The headers that belong to it: `Location`, `ETag`.
    public let headers: [String: String]
    /// The body, JSON.
    public let body: String

    /// Describes an answer.
    public init(status: Int, headers: [String: String], body: String) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension NewsroomStore {
    /// How often a transaction that lost a race (a deadlock, a stale plan) is started anew.
    private static let maxAttemptCount = 3

    /// Runs the body in one transaction; what it throws undoes everything. After a lost race the body runs again.
    /// - Throws: What the body throws; `PostgresError`.
    public func write<R: Sendable>(_ body: @Sendable (NewsroomTransaction) async throws -> R) async throws -> R {
        for attempt in 1... {
            do {
                return try await pool.withTransaction { connection in
                    try await body(NewsroomTransaction(connection: connection, statements: statements))
                }
            } catch let error as PostgresError where error.isRetryable && attempt < Self.maxAttemptCount {
                continue
            }
        }
        preconditionFailure("The last attempt of a transaction ends it")
    }

    /// Runs the body unless the claim was honoured before, and remembers its answer in the same transaction, for 24 hours.
    ///
    /// Concurrent requests with one key wait for the first; when that one fails, the next takes its place.
    /// - Returns: The first answer again, or the body's.
    /// - Throws: `StoreError.idempotencyKeyReused` when the key belongs to another request; what the body throws; `PostgresError`.
    ///
    /// Source: `sql/idempotency/`.
    public func write(
        _ claim: IdempotencyClaim?, _ body: @Sendable (NewsroomTransaction) async throws -> RememberedAnswer
    ) async throws -> RememberedAnswer {
        try await write { transaction in
            guard let claim else { return try await body(transaction) }
            if let answer = try await transaction.answer(to: claim) { return answer }
            let answer = try await body(transaction)
            try await transaction.remember(answer, to: claim)
            return answer
        }
    }
}

extension NewsroomTransaction {
    /// Claims the key, or finds the answer of whoever has claimed it.
    fileprivate func answer(to claim: IdempotencyClaim) async throws -> RememberedAnswer? {
        let lifetime = Limits.idempotencyKeyLifetime.components.seconds
        let claimed = try await rows(.idempotencyClaim, [claim.owner, claim.key, claim.fingerprint, lifetime])
        guard claimed.isEmpty else { return nil }
        let row = try await rows(.idempotencyAnswer, [claim.owner, claim.key]).only
        guard try row.decode("fingerprint", as: [UInt8].self) == claim.fingerprint else {
            throw StoreError.idempotencyKeyReused
        }
        let headers = try JSONDecoder().decode([String: String].self, from: Data(row.decode("headers", as: String.self).utf8))
        return RememberedAnswer(status: try row.decode("status"), headers: headers, body: try row.decode("body"))
    }

    fileprivate func remember(_ answer: RememberedAnswer, to claim: IdempotencyClaim) async throws {
        let headers = String(decoding: try JSONEncoder().encode(answer.headers), as: UTF8.self)
        _ = try await rows(.idempotencyRemember, [claim.owner, claim.key, answer.status, headers, answer.body])
    }
}
