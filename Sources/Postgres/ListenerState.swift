/// What a listener does next. Decides; never connects, never waits.
struct ListenerState {
    typealias Instant = ContinuousClock.Instant

    enum Action: Equatable {
        /// Make a session and send LISTEN, then `listening` or `failed`.
        case connect
        /// Stay away from the server so long, then `rested`.
        case rest(Duration)
        /// Tell the caller, then `told`.
        case tell(PostgresListener.Event)
        /// Wait for notifications until then; `heard` in either case, or `failed`.
        case wait(until: Instant)
        /// Ask the server whether it is there; `answered` or `failed`.
        case probe
    }

    private enum Phase: Equatable {
        case away
        case listening(probeAt: Instant)
        /// `lost` is to be told before the rest.
        case failing(rest: Duration)
    }

    private let heartbeat: Duration
    private var phase = Phase.away
    private var backoff = Backoff()

    init(heartbeat: Duration) {
        self.heartbeat = heartbeat
    }

    mutating func started() -> Action { .connect }

    mutating func rested() -> Action { .connect }

    /// LISTEN is in force from here on: what was sent before may be missing, so the caller is told to look.
    mutating func listening(now: Instant) -> Action {
        backoff.succeeded()
        phase = .listening(probeAt: now + heartbeat)
        return .tell(.listening)
    }

    /// The wait is over, with or without a notification. Only silence is probed: a notification shows that the server is there.
    mutating func heard(_ notificationCount: Int, now: Instant) -> Action {
        guard case .listening(let probeAt) = phase else { preconditionFailure("heard while \(phase)") }
        if notificationCount > 0 { return listen(now: now) }
        return now >= probeAt ? .probe : .wait(until: probeAt)
    }

    mutating func answered(now: Instant) -> Action { listen(now: now) }

    /// No session could be made, or the session is lost.
    mutating func failed(_ reason: String, random: Double) -> Action {
        phase = .failing(rest: backoff.failed(random: random))
        return .tell(.lost(reason: reason))
    }

    /// The caller has been told.
    mutating func told(now: Instant) -> Action {
        switch phase {
        case .away: return .connect
        case .listening(let probeAt): return .wait(until: probeAt)
        case .failing(let rest):
            phase = .away
            return .rest(rest)
        }
    }

    private mutating func listen(now: Instant) -> Action {
        let probeAt = now + heartbeat
        phase = .listening(probeAt: probeAt)
        return .wait(until: probeAt)
    }
}
