import Synchronization

/// Wakes the pump. However often it is called before the pump looks, the pump looks once.
final class PumpSignal: Sendable {
    struct Reasons: Equatable {
        var nudged = false
        var notified = false
        var historyWanted = false
    }

    let wakes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let reasons = Mutex(Reasons())

    init() {
        // One wake-up waits at most: the reasons say what for.
        (wakes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func nudge() { wake { $0.nudged = true } }

    func notify() { wake { $0.notified = true } }

    func wantHistory() { wake { $0.historyWanted = true } }

    func tick() { continuation.yield() }

    /// Why the pump was woken since it last asked.
    func take() -> Reasons {
        reasons.withLock { reasons in
            defer { reasons = Reasons() }
            return reasons
        }
    }

    private func wake(_ change: (inout Reasons) -> Void) {
        reasons.withLock { change(&$0) }
        continuation.yield()
    }
}
