/// How often something may be done: a number of times in a window, all at once or spread.
public struct RateLimit: Sendable, Hashable {
    /// Names it to clients: `sign-in`.
    public let name: String
    /// How many in a window.
    public let quota: Int
    /// How long the window is.
    public let window: Duration

    /// Describes a limit.
    /// - Parameter quota: 1 or more.
    public init(_ name: String, _ quota: Int, in window: Duration) {
        precondition(quota > 0 && window > .zero, "the limit \(name) permits nothing")
        self.name = name
        self.quota = quota
        self.window = window
    }

    /// What one of them costs.
    var interval: Duration { window / quota }

    /// Attempts to sign in under one handle from one address.
    public static let signIn = RateLimit("sign-in", 10, in: .seconds(60))
    /// Attempts to sign in from one address.
    public static let signInAddress = RateLimit("sign-in-address", 30, in: .seconds(60))
    /// Accounts made from one address.
    public static let signUp = RateLimit("sign-up", 10, in: .seconds(3600))
    /// Comments, edits and removals of one account.
    public static let comment = RateLimit("comment", 6, in: .seconds(60))
    /// The same from one address, whoever it is.
    public static let commentAddress = RateLimit("comment-address", 30, in: .seconds(60))
    /// Guests who begin at one address.
    public static let guest = RateLimit("guest", 10, in: .seconds(3600))
    /// Reports of one account.
    public static let report = RateLimit("report", 20, in: .seconds(60))
    /// The same from one address.
    public static let reportAddress = RateLimit("report-address", 60, in: .seconds(60))
}

/// What a limit says to one attempt.
public struct RateVerdict: Sendable, Hashable {
    /// Whether it is permitted, and counted.
    public let isPermitted: Bool
    /// How many more are permitted at once.
    public let remaining: Int
    /// When the next is permitted; zero when one is now.
    public let retryAfter: Duration
    /// When all of the quota is there again.
    public let reset: Duration
}

/// One key's use of a limit: the generic cell rate algorithm. Source: ITU-T I.371, «virtual scheduling».
public struct RateCell: Sendable, Hashable {
    /// When everything that was used will have been earned again; the moment that the algorithm calls «theoretical arrival time».
    private(set) var paidUntil: ContinuousClock.Instant

    /// Starts unused.
    public init(at now: ContinuousClock.Instant) {
        paidUntil = now
    }

    /// Judges an attempt, and counts it when it is permitted. What is refused costs nothing.
    public mutating func take(_ limit: RateLimit, at now: ContinuousClock.Instant) -> RateVerdict {
        let start = max(paidUntil, now)
        let end = start + limit.interval
        let debt = end - now
        if debt > limit.window {
            return RateVerdict(isPermitted: false, remaining: 0, retryAfter: debt - limit.window, reset: start - now)
        }
        paidUntil = end
        let left = limit.window - debt
        let remaining = Int(left.attoseconds / limit.interval.attoseconds)
        return RateVerdict(
            isPermitted: true, remaining: remaining, retryAfter: remaining > 0 ? .zero : limit.interval - left, reset: debt)
    }
}
