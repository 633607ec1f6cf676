import Newsroom
import NewsroomStore
import Synchronization
import Testing

@testable import NewsroomWeb

struct QueueCountReaderTests {
    @Test func `All who wait for the same position share one read`() async throws {
        let database = Database()
        let reader = QueueCountReader(pause: .zero) { try await database.read() }
        await database.head(7)
        try await withThrowingTaskGroup { tasks in
            for _ in 0..<50 { tasks.addTask { try await reader.counts(through: Position(7)) } }
            for try await counts in tasks { #expect(counts[.pending] == 7) }
        }
        #expect(await database.readCount < 5)
    }

    @Test func `What is older than the position is read again`() async throws {
        let database = Database()
        let reader = QueueCountReader(pause: .zero) { try await database.read() }
        await database.head(1)
        #expect(try await reader.counts(through: Position(1))[.pending] == 1)
        await database.head(2)
        #expect(try await reader.counts(through: Position(1))[.pending] == 1)
        #expect(try await reader.counts(through: Position(2))[.pending] == 2)
        #expect(await database.readCount == 2)
    }
}

/// Counts as many pending comments as the log has positions.
private actor Database {
    private var position = 0
    private(set) var readCount = 0

    func head(_ position: Int) { self.position = position }

    func read() throws -> Snapshot<QueueCounts> {
        readCount += 1
        return Snapshot(QueueCounts([.pending: position]), cursor: try #require(Cursor("a41f09c2-\(position)")))
    }
}
