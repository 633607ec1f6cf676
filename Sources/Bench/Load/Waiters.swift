import Synchronization

/// Who waits for the readers' tally to be as wished.
final class Waiters: Sendable {
    private struct Waiter {
        let id: Int
        let condition: @Sendable (ReaderTally) -> Bool
        let continuation: CheckedContinuation<Int, any Error>
    }

    private struct State {
        var waiters: [Waiter] = []
        var nextID = 0
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    /// Waits.
    /// - Parameters:
    ///   - condition: Looked at after every turn of the readers' thread.
    ///   - nudge: Makes the thread look, once the waiter is known.
    /// - Returns: The time when it held.
    func wait(_ condition: @escaping @Sendable (ReaderTally) -> Bool, nudge: @Sendable () -> Void) async throws -> Int {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    state.waiters.append(Waiter(id: id, condition: condition, continuation: continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) } else { nudge() }
            }
        } onCancel: {
            let waiter: Waiter? = state.withLock { state in
                if let index = state.waiters.firstIndex(where: { $0.id == id }) { return state.waiters.remove(at: index) }
                state.cancelled.insert(id)
                return nil
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Lets go who has what was wished for.
    func look(at tally: ReaderTally) {
        let done = state.withLock { state in
            guard !state.waiters.isEmpty else { return [Waiter]() }
            let done = state.waiters.filter { $0.condition(tally) }
            if !done.isEmpty { state.waiters.removeAll { waiter in done.contains { $0.id == waiter.id } } }
            return done
        }
        guard !done.isEmpty else { return }
        let now = MonotonicTime.now
        for waiter in done { waiter.continuation.resume(returning: now) }
    }

    /// Lets all go with an error.
    func failAll(_ error: any Error) {
        let all = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in all { waiter.continuation.resume(throwing: error) }
    }
}
