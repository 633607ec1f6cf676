import NIOCore

/// Counts messages against their rate. Decides; never waits.
///
/// The generic cell rate algorithm: one time, at which all that came would have been in order.
struct WebSocketMeter {
    private let interval: Int64
    private let tolerance: Int64
    private var arrival = NIODeadline.uptimeNanoseconds(0)

    init(_ rate: WebSocketRate) {
        interval = 1_000_000_000 / Int64(rate.perSecond)
        tolerance = interval * Int64(rate.burst - 1)
    }

    /// - Returns: Whether it is within the rate. What is not, does not count.
    mutating func admit(at now: NIODeadline) -> Bool {
        let due = max(arrival, now)
        guard due - now <= .nanoseconds(tolerance) else { return false }
        arrival = due + .nanoseconds(interval)
        return true
    }
}
