import Newsroom

/// How many comments wait where, read once for all consoles of the node.
///
/// A count is good for every position of the log up to the one where the log stood before it was read.
actor QueueCountReader {
    private let read: @Sendable () async throws -> QueueCounts
    private let head: @Sendable () -> Position
    private let pause: Duration
    private var newest: (counts: QueueCounts, through: Position)?
    private var reading: Task<(counts: QueueCounts, through: Position), any Error>?
    private var lastRead: ContinuousClock.Instant?

    /// Time between two reads at least: what happens meanwhile is told together.
    static let pause = Duration.milliseconds(100)

    init(
        pause: Duration = QueueCountReader.pause, head: @escaping @Sendable () -> Position,
        read: @escaping @Sendable () async throws -> QueueCounts
    ) {
        self.pause = pause
        self.head = head
        self.read = read
    }

    /// The counts as of a position, or newer.
    func counts(through position: Position) async throws -> QueueCounts {
        while true {
            if let newest, newest.through >= position { return newest.counts }
            let reading = self.reading ?? start()
            self.reading = reading
            let found = try await reading.value
            // One that began before this position was reached does not count what happened there.
            if found.through >= position { return found.counts }
        }
    }

    private func start() -> Task<(counts: QueueCounts, through: Position), any Error> {
        let due = lastRead.map { $0 + pause }
        return Task {
            defer { reading = nil }
            if let due { try await Task.sleep(until: due, clock: .continuous) }
            lastRead = .now
            let through = head()
            let found = (counts: try await read(), through: through)
            newest = found
            return found
        }
    }
}
