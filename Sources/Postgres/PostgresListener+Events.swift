import Logging

extension PostgresListener {
    /// What a listener tells, as an asynchronous sequence without end.
    public struct Events: AsyncSequence, Sendable {
        let listener: PostgresListener

        /// Starts listening with the first call of `next()`.
        public func makeAsyncIterator() -> Iterator { Iterator(listener: listener) }
    }

    /// Performs what `ListenerState` decides, from one event to the next.
    public struct Iterator: AsyncIteratorProtocol {
        private let listener: PostgresListener
        private var state: ListenerState
        private var action: ListenerState.Action
        private var connection: PostgresConnection?
        private var pending: ArraySlice<Event> = []

        init(listener: PostgresListener) {
            self.listener = listener
            state = ListenerState(heartbeat: listener.heartbeat)
            action = state.started()
        }

        /// Waits for the next event.
        /// - Returns: nil when the task is cancelled.
        public mutating func next() async -> Event? {
            while !Task.isCancelled {
                if let event = pending.popFirst() { return event }
                if case .tell(let event) = action {
                    action = state.told(now: .now)
                    return event
                }
                await perform()
            }
            await connection?.close()
            connection = nil
            return nil
        }

        private mutating func perform() async {
            do {
                switch action {
                case .connect:
                    connection = try await listener.connect()
                    action = state.listening(now: .now)
                case .rest(let pause):
                    try? await Task.sleep(for: pause)  // when cancelled, the loop above ends
                    action = state.rested()
                case .wait(let until):
                    let notifications = try await connection?.notifications(until: until) ?? []
                    let ours = notifications.filter { $0.channel == listener.channel }
                    pending = ours.map { .notified(payload: $0.payload) }[...]
                    action = state.heard(notifications.count, now: .now)
                case .probe:
                    try await connection?.probe(within: listener.heartbeatDeadline)
                    action = state.answered(now: .now)
                case .tell:
                    preconditionFailure("next() tells")
                }
            } catch {
                await connection?.close()
                connection = nil
                let reason = (error as? PostgresError)?.message ?? "\(error)"
                action = state.failed(reason, random: .random(in: 0...1))
                guard !Task.isCancelled else { return }
                listener.logger.warning("postgres.listener.lost", metadata: ["error": "\(error)"])
            }
        }
    }

    fileprivate func connect() async throws -> PostgresConnection {
        let connection = try await PostgresConnection.connect(configuration, logger: logger)
        let quoted = channel.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
        _ = try await connection.run("LISTEN \"\(quoted)\"")
        logger.info("postgres.listener.listening", metadata: ["postgres.channel": "\(channel)"])
        return connection
    }
}
