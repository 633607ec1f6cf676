import Foundation
import Logging
import Postgres
import Synchronization
import TestSupport

/// Everything at once that may go wrong with a log: writers that wait, roll back and die, two sequencers that die, readers that come and go.
struct LogCheckerLoad: Sendable {
    /// What one run has done, and what it has shown.
    struct Report: CustomStringConvertible {
        let events: Int
        let transactions: Int
        let rolledBack: Int
        let terminated: Int
        let batches: Int
        /// Calls of the sequencer that failed although nobody ended their session.
        let sequencerErrors: [String]
        let violations: [String]

        var description: String {
            "\(events) events of \(transactions) transactions, \(rolledBack) rolled back, \(terminated) sessions ended, \(batches) batches"
        }
    }

    var writers = 12
    var sequencers = 2
    var readers = 3
    var time: Duration = .seconds(5)
    /// Between two sessions that are ended by force; `nil` for none.
    var terminationInterval: Duration? = .milliseconds(40)

    private let database: TestDatabase
    private let counts = Counts()

    private final class Counts: Sendable {
        /// Whether nothing more will come.
        let isComplete = Atomic(false)
        let rolledBack = Atomic(0)
        let terminated = Atomic(0)
        let batches = Atomic(0)
        let sequencerErrors = Mutex<[String]>([])
    }

    init(database: TestDatabase) {
        self.database = database
    }

    /// Runs the load and judges the log.
    func run() async throws -> Report {
        let owner = try await connect("owner")
        _ = try await owner.run(Self.setup)
        let start = try await owner.run("SELECT position FROM feed.head()")[0].decode("position", as: Int64.self)
        let streams = try await withThrowingTaskGroup(of: [LogChecker.Entry].self) { group in
            for number in 0..<readers {
                group.addTask { try await read(after: start, sleepingUpTo: 5 * number) }
            }
            try await disturb()
            _ = try await owner.run("SELECT moved FROM feed.sequence(1000000)")
            counts.isComplete.store(true, ordering: .releasing)
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let report = try await judge(streams, after: start, on: owner)
        await owner.close()
        return report
    }

    private func judge(
        _ streams: [[LogChecker.Entry]], after start: Int64, on owner: PostgresConnection
    ) async throws -> Report {
        let truth = try await owner.run("SELECT xid, item, version FROM probe.truth ORDER BY id").map { row in
            LogChecker.Change(
                transaction: try row.decode("xid"), item: try row.decode("item"), version: try row.decode("version"))
        }
        let log = try await page(after: start, limit: 1_000_000, on: owner)
        let violations = LogChecker(truth: truth, log: log, readers: streams).violations
        return Report(
            events: log.count, transactions: Set(truth.map(\.transaction)).count,
            rolledBack: counts.rolledBack.load(ordering: .relaxed),
            terminated: counts.terminated.load(ordering: .relaxed), batches: counts.batches.load(ordering: .relaxed),
            sequencerErrors: counts.sequencerErrors.withLock { $0 }, violations: violations)
    }

    /// Writers, sequencers and whoever ends their sessions, until the time is over.
    private func disturb() async throws {
        let end = ContinuousClock.now + time
        try await withThrowingTaskGroup { group in
            for _ in 0..<writers { group.addTask { try await write(until: end) } }
            for _ in 0..<sequencers { group.addTask { try await sequence(until: end) } }
            if let terminationInterval {
                group.addTask { try await terminate(every: terminationInterval, until: end) }
            }
            try await group.waitForAll()
        }
    }

    private func connect(_ name: String) async throws -> PostgresConnection {
        var configuration = database.configuration
        configuration.applicationName = "probe-\(name)"
        for _ in 0..<100 {
            do {
                return try await PostgresConnection.connect(configuration, logger: .tests)
            } catch let error as PostgresError where error.isUnavailable {
                continue  // ended by force before it was used
            }
        }
        throw TestProblem("no connection in 100 attempts")
    }
}

extension LogCheckerLoad {
    private func write(until end: ContinuousClock.Instant) async throws {
        var connection = try await connect("writer")
        while .now < end {
            do {
                try await writeOnce(on: connection)
            } catch is PostgresError {
                // Ended by force, or a deadlock: what counts is what the database says was committed.
                counts.rolledBack.add(1, ordering: .relaxed)
                await connection.close()
                connection = try await connect("writer")
            }
        }
        await connection.close()
    }

    /// One transaction of 1...4 changes; some draw their places early and commit late, some take a part back, some all.
    private func writeOnce(on connection: PostgresConnection) async throws {
        _ = try await connection.run("BEGIN")
        if Int.random(in: 0..<10) < 4 { _ = try await connection.run("SET CONSTRAINTS ALL IMMEDIATE") }
        for item in (0..<Int.random(in: 1...4)).map({ _ in Int.random(in: 1...40) }).sorted() {
            let isTakenBack = Int.random(in: 0..<10) < 2
            if isTakenBack { _ = try await connection.run("SAVEPOINT s") }
            _ = try await connection.run("SELECT probe.change($1)", [item])
            if isTakenBack { _ = try await connection.run("ROLLBACK TO SAVEPOINT s") }
            if Bool.random() { try await Task.sleep(for: .milliseconds(Int.random(in: 0...15))) }
        }
        let isRolledBack = Int.random(in: 0..<100) < 15
        if isRolledBack { counts.rolledBack.add(1, ordering: .relaxed) }
        _ = try await connection.run(isRolledBack ? "ROLLBACK" : "COMMIT")
    }

    private func sequence(until end: ContinuousClock.Instant) async throws {
        var connection = try await connect("sequencer")
        var behind: Int64 = 0
        while .now < end {
            do {
                // Small batches, so that they end in the middle of much.
                let row = try await connection.run("SELECT moved, max_id FROM feed.sequence(10, $1)", [behind])[0]
                let moved = try row.decode("moved", as: Int.self)
                behind = moved == 0 || Bool.random() ? 0 : try row.decode("max_id")
                if moved > 0 { counts.batches.add(1, ordering: .relaxed) }
            } catch let error as PostgresError {
                if !error.isUnavailable { counts.sequencerErrors.withLock { $0.append(error.message) } }
                await connection.close()
                connection = try await connect("sequencer")
            }
            if Bool.random() { try await Task.sleep(for: .milliseconds(Int.random(in: 0...3))) }
        }
        await connection.close()
    }

    private func terminate(every interval: Duration, until end: ContinuousClock.Instant) async throws {
        let connection = try await connect("terminator")
        while .now < end {
            try await Task.sleep(for: interval)
            let ended = try await connection.run(
                """
                SELECT pg_terminate_backend(pid) AS is_ended FROM pg_stat_activity
                WHERE datname = current_database() AND application_name IN ('probe-writer', 'probe-sequencer') ORDER BY random() LIMIT 1
                """)
            counts.terminated.add(ended.count, ordering: .relaxed)
        }
        await connection.close()
    }

    private func read(after start: Int64, sleepingUpTo milliseconds: Int) async throws -> [LogChecker.Entry] {
        let connection = try await connect("reader")
        var stream: [LogChecker.Entry] = []
        while true {
            let isLast = counts.isComplete.load(ordering: .acquiring)
            let page = try await page(after: stream.last?.position ?? start, limit: Int.random(in: 1...50), on: connection)
            stream += page
            if page.isEmpty && isLast { break }
            if milliseconds > 0 { try await Task.sleep(for: .milliseconds(Int.random(in: 0...milliseconds))) }
        }
        await connection.close()
        return stream
    }

    private func page(after position: Int64, limit: Int, on connection: PostgresConnection) async throws -> [LogChecker.Entry] {
        try await connection.run(
            """
            SELECT position, data->>'xid' AS xid, split_part(subject, '/', 2)::integer AS item, revision FROM feed.log
            WHERE position > $1 AND type = 'probe.changed' ORDER BY position LIMIT $2
            """, [position, limit]
        ).map { row in
            LogChecker.Entry(
                position: try row.decode("position"),
                change: LogChecker.Change(
                    transaction: try row.decode("xid"), item: try row.decode("item"), version: try row.decode("revision")))
        }
    }

    /// Items that change, the trigger that tells of it, and, in the same transaction, the truth.
    private static let setup = """
        CREATE SCHEMA probe;
        CREATE TABLE probe.item (id integer PRIMARY KEY, version integer NOT NULL);
        INSERT INTO probe.item SELECT i, 0 FROM generate_series(1, 40) i;
        CREATE TABLE probe.truth (id bigint GENERATED ALWAYS AS IDENTITY, xid text, item integer, version integer);
        CREATE FUNCTION probe.tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM feed.append(
                'probe.changed', 'probe/' || NEW.id, ARRAY['probe', 'item:' || NEW.id], NEW.version,
                jsonb_build_object('xid', pg_current_xact_id()::text));
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER tell AFTER UPDATE ON probe.item DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION probe.tell();
        CREATE FUNCTION probe.change(changed integer) RETURNS void LANGUAGE sql AS $$
            WITH change AS (UPDATE probe.item SET version = version + 1 WHERE id = changed RETURNING id, version)
            INSERT INTO probe.truth (xid, item, version) SELECT pg_current_xact_id()::text, id, version FROM change
        $$;
        """
}
