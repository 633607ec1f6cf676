import Foundation
import Postgres
import TestSupport
import Testing

/// The log neither loses, repeats nor reorders an event, and the checker that says so can tell when it does.
@Suite(.serialized) struct LogCheckerTests {
    @Test func `The log is what committed transactions wrote, whoever dies`() async throws {
        try await withTestDatabase { database in
            var load = LogCheckerLoad(database: database)
            load.time = .seconds(6)
            let report = try await load.run()
            print("log checker: \(report)")
            #expect(report.violations == [])
            #expect(report.sequencerErrors == [])
            #expect(report.events > 200 && report.rolledBack > 20 && report.terminated > 20 && report.batches > 20)
        }
    }

    @Test(arguments: Sabotage.allCases) func `The checker finds a log that was broken on purpose`(_ sabotage: Sabotage)
        async throws
    {
        for attempt in 1...10 {
            let report = try await withTestDatabase { database in
                try await sabotage.apply(to: database)
                var load = LogCheckerLoad(database: database)
                load.time = .milliseconds(1500)
                load.terminationInterval = nil
                return try await load.run()
            }
            print("log checker, \(sabotage.rawValue), attempt \(attempt): \(report); \(report.violations)")
            guard !report.violations.contains(where: { $0.contains(sabotage.symptom) }) else { return }
        }
        Issue.record("The checker saw nothing wrong with a log \(sabotage.rawValue)")
    }

    @Test func `Without the lock the primary key of the log still lets nothing wrong in`() async throws {
        try await withTestDatabase { database in
            try await Sabotage.rewrite("feed.sequence", in: database, ["PERFORM pg_advisory_xact_lock(7220175);": ""])
            var load = LogCheckerLoad(database: database)
            load.time = .seconds(1)
            load.terminationInterval = nil
            let report = try await load.run()
            print("log checker, without the lock, with the fence: \(report); \(report.sequencerErrors.count) calls failed")
            // Order is what only the lock can keep; the fence keeps every event, each once.
            #expect(report.violations.filter { !$0.hasPrefix("transactions") && !$0.hasPrefix("older") } == [])
        }
    }

    /// Ways to break the sequencer.
    enum Sabotage: String, CaseIterable {
        case unlocked = "without the lock and its fence"
        case naive = "that takes inbox ids for positions"
        case torn = "that does not keep transactions together"
        case backward = "that goes by the newest first"

        /// What the checker has to say, among others.
        var symptom: String {
            switch self {
            case .unlocked: "positions are not dense"
            case .naive: "skipped"
            case .torn: "torn apart"
            case .backward: "older versions"
            }
        }

        func apply(to database: TestDatabase) async throws {
            switch self {
            case .unlocked:
                try await Self.run("ALTER TABLE feed.log DROP CONSTRAINT log_pkey", in: database)
                try await Self.run("ALTER TABLE feed.log_topic DROP CONSTRAINT log_topic_pkey", in: database)
                // The pause stands for a busy server, and opens the window in which two callers start from the same head.
                try await Self.rewrite(
                    "feed.sequence", in: database,
                    ["PERFORM pg_advisory_xact_lock(7220175);": "", "ids := ARRAY(": "PERFORM pg_sleep(0.002); ids := ARRAY("])
            case .naive:
                try await Self.rewrite(
                    "feed.sequence", in: database, ["SELECT base + place AS position": "SELECT id AS position"])
            case .torn:
                try await Self.rewrite(
                    "feed.sequence", in: database, ["max(id) OVER (PARTITION BY xid) AS last_id": "id AS last_id"])
            case .backward:
                try await Self.rewrite("feed.sequence", in: database, ["ORDER BY last_id, id": "ORDER BY last_id DESC, id"])
            }
        }

        /// Replaces pieces of a function's text; each must be there.
        static func rewrite(_ function: String, in database: TestDatabase, _ pieces: [String: String]) async throws {
            let connection = try await PostgresConnection.connect(database.configuration, logger: .tests)
            let rows = try await connection.run("SELECT pg_get_functiondef($1::regproc) AS text", [function])
            var text: String = try rows[0].decode("text")
            for (piece, replacement) in pieces {
                try #require(text.contains(piece))
                text = text.replacing(piece, with: replacement)
            }
            _ = try await connection.run(text)
            await connection.close()
        }

        private static func run(_ sql: String, in database: TestDatabase) async throws {
            let connection = try await PostgresConnection.connect(database.configuration, logger: .tests)
            _ = try await connection.run(sql)
            await connection.close()
        }
    }
}
