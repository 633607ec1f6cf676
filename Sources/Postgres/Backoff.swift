/// How long to stay away from a server that does not answer: exponential, with full jitter, so that nodes do not come back in step.
struct Backoff: Sendable {
    /// The longest first pause.
    static let base: Duration = .milliseconds(100)
    /// The longest pause of all.
    static let ceiling: Duration = .seconds(5)

    private(set) var failureCount = 0

    /// Counts a failure.
    /// - Parameter random: From 0 to 1; where in the range the pause lies.
    /// - Returns: The pause, from 10 ms to `base` · 2ⁿ, at most `ceiling`.
    mutating func failed(random: Double) -> Duration {
        let doublings = min(failureCount, 10)
        failureCount += 1
        let longest = min(Self.base * (1 << doublings), Self.ceiling)
        return max(.milliseconds(10), longest * random)
    }

    mutating func succeeded() {
        failureCount = 0
    }
}
