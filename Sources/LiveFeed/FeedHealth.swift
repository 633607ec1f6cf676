public import Newsroom

/// How the pump is doing.
public struct FeedHealth: Sendable {
    /// When the database last answered the pump; `nil` before the first time.
    public internal(set) var lastAnswer: ContinuousClock.Instant?
    /// Where the log has a hole: the position that is missing. Nothing after it is told until it is there.
    public internal(set) var hole: Position?
    /// Looks at the history begun.
    var looksBegun = 0
    /// The last of them that was answered.
    var lookAnswered = 0

    /// Whether the feed may be called ready.
    /// - Parameters:
    ///   - bound: How far behind the pump may be.
    ///   - now: The time of asking.
    public func isReady(within bound: Duration, at now: ContinuousClock.Instant) -> Bool {
        guard let lastAnswer, hole == nil else { return false }
        return now - lastAnswer <= bound
    }
}
