import Foundation
import Newsroom
@testable import NewsroomStore
@testable import Postgres
import TestSupport
import Testing

/// The log by itself: positions, epochs, partitions, retention, topics.
struct LogTests {
    @Test func `An empty log has a head`() async throws {
        try await withTestDatabase { database in
            let pool = PostgresPool(configuration: database.configuration, size: 2, logger: .tests)
            defer { pool.close() }
            let log = try PostgresEventLog(pool: pool, statements: StatementLibrary(directory: "\(TestCluster.checkout)/sql"))
            let history = try #require(try await log.history())
            #expect(history.head == .zero)
            #expect(history.oldest == Position(1))
            #expect(history.objection(to: history.cursor) == nil)
            let sequenced = try await log.sequence(from: 0)
            #expect(sequenced == Sequenced(count: 0, maxID: 0))
        }
    }

    @Test func `A batch is told once, by the cursor of the head alone`() async throws {
        try await TestNewsroom.lend { newsroom in
            let listener = try await PostgresConnection.connect(newsroom.database.configuration, logger: .tests)
            _ = try await listener.run("LISTEN courant_feed")
            for _ in 0..<5 { try await newsroom.append() }
            let sequenced = try await newsroom.log.sequence(from: 0)
            #expect(sequenced.count == 5)
            let heard = try await newsroom.heard(by: listener)
            #expect(heard.map(\.payload) == [try await newsroom.log.history()?.cursor.description])
            let nothing = try await newsroom.log.sequence(from: sequenced.maxID)
            #expect(nothing == Sequenced(count: 0, maxID: 0))
            #expect(try await listener.notifications(until: .now + .milliseconds(100)).isEmpty)
            await listener.close()
        }
    }

    @Test func `Each server start begins an epoch, and an event keeps the token of its own`() async throws {
        try await TestNewsroom.lend { newsroom in
            // The template may be of an earlier start of the server than this test.
            _ = try await newsroom.log.sequence(from: 0)
            let first = try #require(try await newsroom.log.history())
            // What a restart looks like to the log.
            try await newsroom.sql("UPDATE feed.epoch SET server_started_at = server_started_at - interval '1 hour'")
            let sequenced = try await newsroom.log.sequence(from: 0)
            #expect(sequenced.count == 0)
            let second = try #require(try await newsroom.log.history())
            #expect(second.epochs.count == first.epochs.count + 1 && second.head == first.head)
            #expect(second.epochs.last?.first == first.head.next)
            #expect(second.cursor != first.cursor && second.objection(to: first.cursor) == nil)
            try await newsroom.append()
            try await newsroom.sequence()
            let events = try await newsroom.log.events(after: .zero, limit: 100)
            #expect(events.dropLast().allSatisfy { $0.token == first.cursor.token })
            #expect(events.last?.cursor == Cursor(token: second.cursor.token, position: first.head.next))
        }
    }

    @Test(arguments: ["timeline = 'FFFFFFFF'", "system_id = system_id - 1"])
    func `A promotion or another system begins one too`(
        change: String
    ) async throws {
        try await TestNewsroom.lend { newsroom in
            _ = try await newsroom.log.sequence(from: 0)
            let first = try #require(try await newsroom.log.history())
            try await newsroom.sql("UPDATE feed.epoch SET \(change)")
            _ = try await newsroom.log.sequence(from: 0)
            _ = try await newsroom.log.sequence(from: 0)
            let epochs = try await newsroom.log.history()?.epochs
            #expect(epochs?.count == first.epochs.count + 1)
        }
    }

    @Test func `A cursor is judged by the history that it belongs to`() async throws {
        try await TestNewsroom.lend { newsroom in
            try await newsroom.usePartitions(of: 10)
            for _ in 0..<25 { try await newsroom.append() }
            try await newsroom.sequence()
            try await newsroom.sql("UPDATE feed.log SET at = at - interval '1 day'")
            let before = try #require(try await newsroom.log.history())
            // The server loses the last five events and starts again.
            for table in ["log", "log_topic"] {
                try await newsroom.sql("DELETE FROM feed.\(table) WHERE position > $1", [before.head.rawValue - 5])
            }
            try await newsroom.sql("UPDATE feed.epoch SET server_started_at = server_started_at - interval '1 hour'")
            try await newsroom.append()
            try await newsroom.sequence()
            try await newsroom.log.maintain(keeping: .seconds(3600))
            let history = try #require(try await newsroom.log.history())
            let old = before.cursor.token
            let cursor = { Cursor(token: old, position: Position($0)) }
            let head = before.head.rawValue
            #expect(history.objection(to: cursor(head)) == .diverged)
            #expect(history.objection(to: cursor(head - 4)) == .diverged)
            #expect(history.objection(to: cursor(head - 5)) == nil)
            #expect(history.objection(to: cursor(history.oldest.rawValue - 1)) == nil)
            #expect(history.objection(to: cursor(history.oldest.rawValue - 2)) == .expired)
            #expect(history.objection(to: history.cursor(at: history.head.next)) == .future)
            #expect(
                history.objection(to: Cursor(token: try #require(EpochToken("00000000")), position: history.head)) == .unknown)
        }
    }

    @Test func `Retention drops whole partitions that are old, and never the head's`() async throws {
        try await TestNewsroom.lend { newsroom in
            try await newsroom.usePartitions(of: 10)
            for _ in 0..<34 { try await newsroom.append() }
            try await newsroom.sequence()
            let head = try #require(try await newsroom.log.history()).head
            #expect(try await newsroom.log.maintain(keeping: .seconds(3600)).droppedPartitions == 0)
            try await newsroom.sql("UPDATE feed.log SET at = at - interval '1 day' WHERE position < 20")
            #expect(try await newsroom.log.maintain(keeping: .seconds(3600)).droppedPartitions == 2)
            #expect(try await newsroom.log.history()?.oldest == Position(20))
            try await newsroom.sql("UPDATE feed.log SET at = at - interval '1 day'")
            #expect(try await newsroom.log.maintain(keeping: .seconds(3600)).droppedPartitions == 1)
            let history = try #require(try await newsroom.log.history())
            #expect(history.oldest == Position(30) && history.head == head)
            try await newsroom.append()
            try await newsroom.sequence()
            #expect(try await newsroom.log.history()?.head == head.next)
            #expect(try await newsroom.log.events(of: ["probe"], after: .zero, through: head.next, limit: 100).count == 6)
        }
    }

    @Test func `A reader who holds a partition makes the next round drop it`() async throws {
        try await TestNewsroom.lend { newsroom in
            try await newsroom.usePartitions(of: 10)
            for _ in 0..<20 { try await newsroom.append() }
            try await newsroom.sequence()
            try await newsroom.sql("UPDATE feed.log SET at = at - interval '1 day'")
            let reader = try await PostgresConnection.connect(newsroom.database.configuration, logger: .tests)
            _ = try await reader.run("BEGIN")
            _ = try await reader.run("SELECT count(*) FROM feed.log")
            #expect(try await newsroom.log.maintain(keeping: .seconds(3600)).droppedPartitions == nil)
            await reader.close()
            #expect(try await newsroom.log.maintain(keeping: .seconds(3600)).droppedPartitions == 2)
        }
    }

    @Test func `Partitions are made ahead, and by the sequencer itself when nobody did`() async throws {
        try await TestNewsroom.lend { newsroom in
            try await newsroom.usePartitions(of: 10)
            #expect(try await newsroom.partitions() == 3)
            for _ in 0..<75 { try await newsroom.append() }
            try await newsroom.sequence()
            #expect(try await newsroom.partitions() == 8)
            #expect(try await newsroom.log.maintain(keeping: .seconds(3600)).madePartitions == 2)
            #expect(try await newsroom.log.maintain(keeping: .seconds(3600)).madePartitions == 0)
            let positions = try await newsroom.log.events(after: .zero, limit: 1000).map(\.position.rawValue)
            #expect(positions == Array(1...Int64(positions.count)))
        }
    }

    @Test func `Without a partition the sequencer fails, and the inbox keeps its events`() async throws {
        try await TestNewsroom.lend { newsroom in
            try await newsroom.sql(
                """
                DROP TABLE feed.log_p00000000, feed.log_topic_p00000000;
                CREATE OR REPLACE FUNCTION feed.ensure_partitions(through bigint DEFAULT 0, ahead integer DEFAULT 2) RETURNS integer
                LANGUAGE sql AS 'SELECT 0';
                """)
            try await newsroom.append()
            await #expect(throws: PostgresError.self) { try await newsroom.log.sequence(from: 0) }
            #expect(try await newsroom.sql("SELECT 1 FROM feed.inbox").count == 1)
        }
    }

    @Test func `The sequencer refuses a snapshot that is older than its lock`() async throws {
        try await TestNewsroom.lend { newsroom in
            try await newsroom.append()
            await #expect(throws: PostgresError.self) {
                try await newsroom.pool.withTransaction(.serializable) { _ = try await $0.run("SELECT feed.sequence()") }
            }
            #expect(try await newsroom.sequence() == 1)
        }
    }

    @Test func `More than a batch waits for the next call, and no transaction is cut`() async throws {
        try await TestNewsroom.lend { newsroom in
            let append =
                "SELECT feed.append('probe.changed', 'probe/1', ARRAY['probe'], 1, '{}') FROM generate_series(1, $1::integer)"
            for count in [600, 600, 5] { try await newsroom.sql(append, [count]) }
            var counts: [Int] = []
            for _ in 0..<3 { counts.append(try await newsroom.log.sequence(from: 0).count) }
            #expect(counts == [1200, 5, 0])
        }
    }

    @Test func `Topics are read in order, each event once, within their bounds`() async throws {
        try await TestNewsroom.lend { newsroom in
            let start = try #require(try await newsroom.log.history()).head
            for topics in ["{a}", "{b}", "{a,b}", "{c}", "{b}", "{a}"] { try await newsroom.append(topics: topics) }
            try await newsroom.sequence()
            let read: @Sendable ([String], Int64, Int64, Int) async throws -> [Int64] = { topics, after, through, limit in
                try await newsroom.log.events(
                    of: topics, after: Position(start.rawValue + after), through: Position(start.rawValue + through),
                    limit: limit
                ).map { $0.position.rawValue - start.rawValue }
            }
            #expect(try await read(["a", "b"], 0, 100, 100) == [1, 2, 3, 5, 6])
            #expect(try await read(["a", "b"], 0, 100, 3) == [1, 2, 3])
            #expect(try await read(["a", "b"], 3, 5, 100) == [5])
            #expect(try await read(["c", "d", "c"], 0, 100, 100) == [4])
            #expect(try await read(["d"], 0, 100, 100) == [])
            let events = try await newsroom.log.events(of: ["a"], after: start, through: Position(start.rawValue + 1), limit: 1)
            #expect(events == (try await newsroom.log.events(after: start, limit: 1)))
        }
    }
}

extension TestNewsroom {
    /// One event that is nobody's.
    fileprivate func append(topics: String = "{probe}") async throws {
        try await sql("SELECT feed.append('probe.changed', 'probe/1', $1::text[], 1, '{}')", [topics])
    }

    fileprivate func partitions() async throws -> Int {
        try await sql("SELECT 1 FROM pg_inherits WHERE inhparent = 'feed.log'::regclass").count
    }

    /// Starts the log anew with small partitions.
    fileprivate func usePartitions(of size: Int) async throws {
        let old = try await sql(
            "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent IN ('feed.log'::regclass, 'feed.log_topic'::regclass)"
        )
        for row in old { try await sql("DROP TABLE \(row.decode("name", as: String.self))") }
        try await sql(
            "CREATE OR REPLACE FUNCTION feed.partition_size() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT \(size)::bigint'"
        )
        try await sql("SELECT feed.ensure_partitions()")
    }
}

extension TestNewsroom {
    /// What a listener has heard by the time that nothing more comes.
    fileprivate func heard(by listener: PostgresConnection) async throws -> [PostgresNotification] {
        var heard: [PostgresNotification] = []
        while true {
            let more = try await listener.notifications(until: .now + .milliseconds(heard.isEmpty ? 5000 : 100))
            if more.isEmpty { return heard }
            heard += more
        }
    }
}
