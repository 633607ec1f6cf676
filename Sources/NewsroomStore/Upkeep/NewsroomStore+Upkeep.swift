public import Foundation
import Newsroom
import Postgres

extension NewsroomStore {
    /// Articles that one transaction of the schedule publishes.
    static let maxDueArticles = 20

    /// Publishes drafts whose time has come, by the same rule as an editor's hand.
    /// - Returns: How many, at most `maxDueArticles`; 0 also when another node is at it.
    ///
    /// Source: `sql/article/try_schedule_lock.sql`, `sql/article/due.sql`.
    public func publishDue(at now: Date) async throws -> Int {
        try await write { transaction in
            guard try await transaction.rows(.articleTryScheduleLock).only.decode("is_mine") else { return 0 }
            var count = 0
            for row in try await transaction.rows(.articleDue, [now, Self.maxDueArticles]) {
                guard let draft = try await transaction.article(row.identifier("id")) else { continue }
                var article = draft
                try article.publish(at: now)
                try await transaction.save(article, replacing: draft, changedBy: "schedule")
                count += 1
            }
            return count
        }
    }

    /// Ends sessions that have lasted long enough, at most `Limits.maxSweptSessions`, and tokens that have expired, so that their
    /// private streams end; forgets old answers to `Idempotency-Key`s.
    /// - Returns: How many of all three.
    ///
    /// Source: `sql/session/sweep.sql`, `sql/token/sweep.sql`, `sql/idempotency/forget.sql`.
    public func sweepExpired(at now: Date) async throws -> Int {
        let sessions = try await rows(.sessionSweep, [now, Limits.maxSweptSessions]).affectedCount
        let tokens = try await rows(.tokenSweep, [now]).affectedCount
        let answers = try await rows(.idempotencyForget, [Limits.idempotencyKeyLifetime.components.seconds]).affectedCount
        return sessions + tokens + answers
    }
}
