import Newsroom
import NewsroomStore

/// How many comments each queue holds, read once for all consoles of the node.
actor QueueCountReader {
    private let read: @Sendable () async throws -> Snapshot<QueueCounts>
    private let pause: Duration
    private var newest: Snapshot<QueueCounts>?
    private var lastRead: ContinuousClock.Instant?
    private var reading: Task<Snapshot<QueueCounts>, any Error>?

    /// Between two reads at least: what happens meanwhile is told together.
    static let pause = Duration.milliseconds(100)

    init(pause: Duration = QueueCountReader.pause, read: @escaping @Sendable () async throws -> Snapshot<QueueCounts>) {
        self.pause = pause
        self.read = read
    }

    /// The counts as of a position of the log, or newer.
    func counts(through position: Position) async throws -> QueueCounts {
        while true {
            if let newest, newest.cursor.position >= position { return newest.value }
            // One that was begun before may not have seen the position: then the next one is waited for.
            let reading = self.reading ?? begin()
            self.reading = reading
            newest = try await reading.value
        }
    }

    /// Its own task, because whoever began it may be gone before others have their counts.
    private func begin() -> Task<Snapshot<QueueCounts>, any Error> {
        let due = lastRead.map { $0 + pause }
        return Task {
            defer { reading = nil }
            if let due { try await Task.sleep(until: due, clock: .continuous) }
            lastRead = .now
            return try await read()
        }
    }
}
