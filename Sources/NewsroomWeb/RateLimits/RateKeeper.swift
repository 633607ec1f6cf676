import Foundation
import HTTPTypes
public import Newsroom
import Synchronization

/// Counts attempts on this node, in memory, for every limit that is asked about. Bounded: see `RateCells`.
public final class RateKeeper: Sendable {
    /// Keys of each limit that are remembered at most.
    public static let maxKeyCount = 100_000

    private let cells = Mutex<[RateLimit: RateCells<String>]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    /// Starts with nothing counted.
    public init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// Counts an attempt.
    /// - Parameters:
    ///   - limit: One of the constants of `RateLimit`: each that was ever asked about is remembered.
    ///   - key: Whose attempt it is: an address, an account's id.
    /// - Throws: 429 `rate_limited`, with `Retry-After`, `RateLimit` and `RateLimit-Policy`.
    public func take(_ limit: RateLimit, by key: String) throws(Problem) {
        let now = now()
        let verdict = cells.withLock { cells in
            cells[limit, default: RateCells(limit, maxKeyCount: Self.maxKeyCount, at: now)].take(key, at: now)
        }
        if !verdict.isPermitted { throw Problem(verdict, of: limit) }
    }
}

extension Problem {
    /// Source: RFC 9110 section 10.2.3; IETF draft «RateLimit header fields for HTTP».
    init(_ verdict: RateVerdict, of limit: RateLimit) {
        let wait = max(1, Int(verdict.retryAfter.seconds.rounded(.up)))
        self.init(
            .rateLimited, "That was often: try again in \(wait) s",
            members: [("limit", .string(limit.name)), ("retry_after", .number(wait))],
            headers: [
                .retryAfter: String(wait),
                .rateLimit: "\"\(limit.name)\";r=\(verdict.remaining);t=\(wait)",
                .rateLimitPolicy: "\"\(limit.name)\";q=\(limit.quota);w=\(limit.window.components.seconds)",
            ])
    }
}

extension HTTPField.Name {
    static let rateLimit = constant("RateLimit")
    static let rateLimitPolicy = constant("RateLimit-Policy")
}
