import ServiceLifecycle
import Synchronization

/// Tasks that wait for the feed: for an event of some topics, or for the next look at the history. Bounded.
final class Waiters: Sendable {
    private struct State {
        var nextTicket = 0
        var waiting: [Int: (topics: Set<String>, continuation: CheckedContinuation<Void, Never>)] = [:]
    }

    private let maxCount: Int
    private let state = Mutex(State())

    init(maxCount: Int) {
        self.maxCount = maxCount
    }

    /// How many wait.
    var count: Int { state.withLock { $0.waiting.count } }

    /// Waits until one of the topics is told, a time has passed, or the task is cancelled or the server stops.
    /// - Parameters:
    ///   - topics: What to wait for; empty waits for `resumeAll`.
    ///   - limit: How long at most.
    ///   - isDue: Asked once the waiter is registered, so that nothing told in between is missed.
    /// - Returns: Whether there was room to wait.
    @discardableResult
    func wait(for topics: Set<String>, atMost limit: Duration, unless isDue: () -> Bool) async -> Bool {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        var isRegistered = false
        // One task keeps the time, so that the waiter itself can be resumed from anywhere.
        await withTaskGroup(of: Void.self) { group in
            await withTaskCancellationOrGracefulShutdownHandler {
                await withCheckedContinuation { continuation in
                    isRegistered = state.withLock { state in
                        guard state.waiting.count < maxCount else { return false }
                        state.waiting[ticket] = (topics, continuation)
                        return true
                    }
                    if !isRegistered { return continuation.resume() }
                    if isDue() || Task.isCancelled || Task.isShuttingDownGracefully { return self.resume(ticket) }
                    // Begins only now: a time that had passed before would find nobody to resume.
                    group.addTask {
                        // Cancelled once the waiter was resumed: then there is nothing left to time.
                        try? await Task.sleep(for: limit)
                        self.resume(ticket)
                    }
                }
            } onCancelOrGracefulShutdown: {
                self.resume(ticket)
            }
            group.cancelAll()
        }
        return isRegistered
    }

    /// Resumes those who wait for any of these topics.
    func resume(for told: Set<String>) {
        let due = state.withLock { state in
            let tickets = state.waiting.filter { !$0.value.topics.isDisjoint(with: told) }.keys
            return tickets.compactMap { state.waiting.removeValue(forKey: $0)?.continuation }
        }
        for continuation in due { continuation.resume() }
    }

    /// Resumes everybody.
    func resumeAll() {
        let all = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting.values.map(\.continuation)
        }
        for continuation in all { continuation.resume() }
    }

    private func resume(_ ticket: Int) {
        state.withLock { $0.waiting.removeValue(forKey: ticket)?.continuation }?.resume()
    }
}
