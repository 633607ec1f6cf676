import Newsroom
import NewsroomStore

/// How many comments each queue holds, read once for all consoles of the node.
actor QueueCountReader {
    private let ask: @Sendable () async throws -> Snapshot<QueueCounts>
    private let pause: Duration
    private var newest: Snapshot<QueueCounts>?
    private var lastRead: ContinuousClock.Instant?
    private var reading: Task<Snapshot<QueueCounts>, any Error>?

    /// Between two reads at least: what happens meanwhile is told together.
    static let pause = Duration.milliseconds(100)

    init(pause: Duration = QueueCountReader.pause, read: @escaping @Sendable () async throws -> Snapshot<QueueCounts>) {
        self.pause = pause
        self.ask = read
    }

    /// The counts as of a place of the log, or newer.
    func counts(through cursor: Cursor) async throws -> QueueCounts {
        if let newest, newest.reaches(cursor) { return newest.value }
        let first = try await read()
        // One that was begun before may not have seen the place; the next one has, or the log has another history by now.
        return first.reaches(cursor) ? first.value : try await read().value
    }

    private func read() async throws -> Snapshot<QueueCounts> {
        let reading = self.reading ?? begin()
        self.reading = reading
        let found = try await reading.value
        newest = found
        return found
    }

    /// Its own task, because whoever began it may be gone before others have their counts.
    private func begin() -> Task<Snapshot<QueueCounts>, any Error> {
        let due = lastRead.map { $0 + pause }
        return Task {
            defer { reading = nil }
            if let due { try await Task.sleep(until: due, clock: .continuous) }
            lastRead = .now
            return try await ask()
        }
    }
}

extension Snapshot where Value == QueueCounts {
    /// Whether it counts what happened up to a place, in the same history.
    fileprivate func reaches(_ place: Cursor) -> Bool { cursor.token == place.token && cursor.position >= place.position }
}
