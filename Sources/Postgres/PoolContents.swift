/// What a pool's lock guards: the state that decides, and the things that it decides about.
struct PoolContents: Sendable {
    typealias Continuation = CheckedContinuation<PoolState.Grant?, Never>

    var state: PoolState
    var connections: [PoolState.Slot: PostgresConnection] = [:]
    var waiters: [PoolState.Waiter: Continuation] = [:]
    /// Why the last attempt to connect failed.
    var lastFailure: String?
    private var lastWaiter: PoolState.Waiter = 0

    init(state: PoolState) {
        self.state = state
    }

    mutating func newWaiter() -> PoolState.Waiter {
        lastWaiter += 1
        return lastWaiter
    }

    /// Finds those who are to be woken; they are resumed outside the lock.
    mutating func take(_ wakeups: [PoolState.Wakeup]) -> [(Continuation, PoolState.Grant)] {
        wakeups.compactMap { wakeup in waiters.removeValue(forKey: wakeup.waiter).map { ($0, wakeup.grant) } }
    }
}
