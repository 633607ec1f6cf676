import Synchronization

extension PostgresPool {
    /// Asks for a connection, and waits in line when that may help.
    /// - Throws: `poolExhausted` at the deadline, `cancelled`.
    func grant() async throws -> PoolState.Grant {
        guard !Task.isCancelled else { throw PostgresError(.cancelled, "Cancelled before a connection was asked for") }
        // The quick way needs no tasks for a deadline.
        if let grant = contents.withLock({ $0.state.lease(now: .now) }) { return grant }
        let waiter = contents.withLock { $0.newWaiter() }
        return try await withThrowingTaskGroup(of: PoolState.Grant?.self) { group in
            group.addTask { await self.wait(waiter) }
            group.addTask {
                try? await Task.sleep(for: self.waitTimeout)  // ends early when the wait is over
                return nil
            }
            // The deadline and a grant may cross, and a grant that was made must be used: look at both.
            let first = try await group.next() ?? nil
            group.cancelAll()
            let second = try await group.next() ?? nil
            if let grant = first ?? second { return grant }
            guard !Task.isCancelled else { throw PostgresError(.cancelled, "Cancelled while waiting for a connection") }
            throw PostgresError(.poolExhausted, "No connection became free within \(self.waitTimeout)")
        }
    }

    /// - Returns: nil when the task was cancelled first.
    private func wait(_ waiter: PoolState.Waiter) async -> PoolState.Grant? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let grant = contents.withLock { contents in
                    let grant = contents.state.lease(waiter, now: .now)
                    if grant == nil { contents.waiters[waiter] = continuation }
                    return grant
                }
                if let grant { continuation.resume(returning: grant) }
                // The handler may have run before there was anything to leave.
                if Task.isCancelled { leave(waiter) }
            }
        } onCancel: {
            leave(waiter)
        }
    }

    private func leave(_ waiter: PoolState.Waiter) {
        let continuation = contents.withLock { contents in
            contents.state.leave(waiter) ? contents.waiters.removeValue(forKey: waiter) : nil
        }
        continuation?.resume(returning: nil)
    }
}
