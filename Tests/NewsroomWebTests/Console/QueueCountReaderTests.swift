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
            for _ in 0..<50 { tasks.addTask { try await reader.counts(through: place(7)) } }
            for try await counts in tasks { #expect(counts[.pending] == 7) }
        }
        #expect(await database.readCount < 5)
    }

    @Test func `What is older than the position is read again`() async throws {
        let database = Database()
        let reader = QueueCountReader(pause: .zero) { try await database.read() }
        await database.head(1)
        #expect(try await reader.counts(through: place(1))[.pending] == 1)
        await database.head(2)
        #expect(try await reader.counts(through: place(1))[.pending] == 1)
        #expect(try await reader.counts(through: place(2))[.pending] == 2)
        #expect(await database.readCount == 2)
    }

    @Test func `After a failover to a shorter history counts are read anew`() async throws {
        let database = Database()
        let reader = QueueCountReader(pause: .zero) { try await database.read() }
        await database.head(9)
        #expect(try await reader.counts(through: place(9))[.pending] == 9)
        await database.head(3)
        let other = try #require(Cursor("b52f09c2-3"))
        #expect(try await reader.counts(through: other)[.pending] == 3)
    }
}

private func place(_ position: Int) throws -> Cursor { try #require(Cursor("a41f09c2-\(position)")) }

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
