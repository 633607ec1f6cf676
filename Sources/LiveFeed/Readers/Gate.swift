import Synchronization

/// Lets a bounded number of tasks do something at once, and a bounded number wait for it, first come first served.
final class Gate: Sendable {
    /// Thrown when as many wait as may.
    struct Full: Error {}

    private struct State {
        var free: Int
        var nextTicket = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        var cancelled: Set<Int> = []
    }

    /// What it holds at one moment.
    struct Counts: Equatable {
        var free: Int
        var waiting: Int
        var cancelled: Int
    }

    private let maxWaiting: Int
    private let state: Mutex<State>

    init(width: Int, maxWaiting: Int) {
        self.maxWaiting = maxWaiting
        self.state = Mutex(State(free: width))
    }

    /// What it holds now.
    var counts: Counts {
        state.withLock { Counts(free: $0.free, waiting: $0.waiting.count, cancelled: $0.cancelled.count) }
    }

    /// Runs the body once there is room.
    /// - Throws: `Full`; `CancellationError` when cancelled while waiting; what the body throws.
    func pass<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async throws {
        let ticket: Int? = try state.withLock { state in
            if state.free > 0 {
                state.free -= 1
                return nil
            }
            guard state.waiting.count < maxWaiting else { throw Full() }
            state.nextTicket += 1
            return state.nextTicket
        }
        guard let ticket else { return }
        let entered = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.cancelled.remove(ticket) != nil { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append((ticket, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
                    state.cancelled.insert(ticket)
                    return nil as CheckedContinuation<Bool, Never>?
                }
                return state.waiting.remove(at: index).continuation
            }
            waiter?.resume(returning: false)
        }
        // Cancelled just after it was let in: nobody else will take the mark away.
        state.withLock { _ = $0.cancelled.remove(ticket) }
        if !entered { throw CancellationError() }
    }

    private func leave() {
        let next = state.withLock { state in
            if state.waiting.isEmpty {
                state.free += 1
                return nil as CheckedContinuation<Bool, Never>?
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume(returning: true)
    }
}
