import DequeModule
import Synchronization

/// What a connection has to tell, until it is taken; a bound on messages, and no more than one of everything else.
final class WebSocketInbox: Sendable {
    private struct State {
        var messages: Deque<WebSocketMessage> = []
        var hasPong = false
        var isStopping = false
        var isEnded = false
        var waiter: CheckedContinuation<WebSocketEvent?, Never>?
        var wasFull = false

        /// What is to be told next: the server's stop before all that waits.
        mutating func next() -> WebSocketEvent? {
            if isStopping {
                isStopping = false
                return .stopping
            }
            if hasPong {
                hasPong = false
                return .pong
            }
            return messages.popFirst().map { .message($0) }
        }
    }

    private let maxCount: Int
    private let state = Mutex(State())

    init(maxCount: Int) {
        self.maxCount = maxCount
    }

    /// Whether nothing more should be read. What was read already is kept nevertheless: it is no more than one read's worth.
    var isFull: Bool {
        state.withLock { state in
            state.wasFull = state.messages.count >= maxCount
            return state.wasFull
        }
    }

    /// Whether it was full, and is not any longer; told once.
    func hasRoomAgain() -> Bool {
        state.withLock { state in
            guard state.wasFull, state.messages.count <= maxCount / 2 else { return false }
            state.wasFull = false
            return true
        }
    }

    func put(_ message: WebSocketMessage) { change { $0.messages.append(message) } }

    func pong() { change { $0.hasPong = true } }

    func stop() { change { $0.isStopping = true } }

    /// What was put is still told.
    func end() { change { $0.isEnded = true } }

    private func change(_ change: (inout State) -> Void) {
        let (waiter, event): (CheckedContinuation<WebSocketEvent?, Never>?, WebSocketEvent?) = state.withLock { state in
            if state.isEnded { return (nil, nil) }
            change(&state)
            guard let waiter = state.waiter else { return (nil, nil) }
            let event = state.next()
            guard event != nil || state.isEnded else { return (nil, nil) }
            state.waiter = nil
            return (waiter, event)
        }
        waiter?.resume(returning: event)
    }

    /// The next event; `nil` when there is none to come, or the task is cancelled. For one task at a time.
    func next() async -> WebSocketEvent? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (event, isOver): (WebSocketEvent?, Bool) = state.withLock { state in
                    let event = state.next()
                    let isOver = event == nil && (state.isEnded || Task.isCancelled)
                    if event == nil, !isOver {
                        precondition(state.waiter == nil, "events are for one task at a time")
                        state.waiter = continuation
                    }
                    return (event, isOver)
                }
                if event != nil || isOver { continuation.resume(returning: event) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiter
                state.waiter = nil
                return waiter
            }
            waiter?.resume(returning: nil)
        }
    }
}
