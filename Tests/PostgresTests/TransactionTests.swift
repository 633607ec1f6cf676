import Logging
import Testing
import TestSupport

@testable import Postgres

@Suite(.timeLimit(.minutes(1)))
struct TransactionTests {
    private struct Refusal: Error {}

    /// Lends a database with a table, and a deferred trigger that refuses the word «bad» at COMMIT.
    private func withPool(_ body: (PostgresPool) async throws -> Void) async throws {
        try await withEmptyTestDatabase { database in
            let pool = PostgresPool(configuration: database.configuration, size: 2, logger: .tests)
            defer { pool.close() }
            _ = try await pool.withConnection {
                try await $0.run(
                    """
                    CREATE TABLE word (text text);
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                        $$BEGIN IF NEW.text = 'bad' THEN RAISE 'no %', NEW.text; END IF; RETURN NULL; END$$;
                    CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON word DEFERRABLE INITIALLY DEFERRED
                        FOR EACH ROW EXECUTE FUNCTION refuse();
                    """)
            }
            try await body(pool)
        }
    }

    private func expect(_ words: [String], in pool: PostgresPool) async throws {
        let rows = try await pool.withConnection { try await $0.run("SELECT text FROM word ORDER BY text") }
        #expect(try rows.map { try $0.decode("text") } == words)
    }

    private func insert(_ word: String, _ connection: PostgresConnection) async throws {
        _ = try await connection.run("INSERT INTO word VALUES ($1)", [word])
    }

    @Test func aBodyThatReturnsIsCommitted() async throws {
        try await withPool { pool in
            try await pool.withTransaction { try await insert("a", $0) }
            try await expect(["a"], in: pool)
        }
    }

    @Test func aBodyThatThrowsIsRolledBack() async throws {
        try await withPool { pool in
            await #expect(throws: Refusal.self) {
                try await pool.withTransaction {
                    try await insert("a", $0)
                    throw Refusal()
                }
            }
            try await expect([], in: pool)
        }
    }

    @Test func aRefusalAtCommitIsThrown() async throws {
        try await withPool { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction { try await insert("bad", $0) }
            }
            #expect(error?.sqlState == .raiseException && error?.message == "no bad")
            try await expect([], in: pool)
        }
    }

    @Test func aSwallowedErrorDoesNotLookLikeACommit() async throws {
        try await withPool { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction { connection in
                    try await insert("a", connection)
                    _ = try? await connection.run("SELECT 1/0")  // the mistake that this test is about
                }
            }
            #expect(error?.code == .transactionAborted)
            try await expect([], in: pool)
        }
    }

    @Test func aCancelledTransactionIsRolledBackAndItsConnectionGoesOn() async throws {
        try await withPool { pool in
            let (started, startedSignal) = AsyncStream<Void>.makeStream()
            let task = Task {
                try await pool.withTransaction { connection in
                    try await insert("a", connection)
                    startedSignal.yield()
                    _ = try await connection.run("SELECT pg_sleep(10)")
                }
            }
            for await _ in started { break }
            task.cancel()
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            try await expect([], in: pool)
        }
    }

    @Test func aSnapshotSeesOneMomentAndWritesNothing() async throws {
        try await withPool { pool in
            try await pool.withTransaction(.snapshot) { connection in
                #expect(try await connection.run("SELECT FROM word").isEmpty)
                try await pool.withTransaction { try await insert("a", $0) }
                #expect(try await connection.run("SELECT FROM word").isEmpty)
            }
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction(.snapshot) { try await insert("b", $0) }
            }
            #expect(error?.sqlState == .readOnlyTransaction)
        }
    }

    @Test func ofTwoSerializableWritersOneIsToldToTryAgain() async throws {
        try await withPool { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction(.serializable) { first in
                    let count = try await first.run("SELECT FROM word").count
                    try await pool.withTransaction(.serializable) { second in
                        let count = try await second.run("SELECT FROM word").count
                        try await insert("second saw \(count)", second)
                    }
                    try await insert("first saw \(count)", first)
                }
            }
            #expect(error?.isRetryable == true && error?.sqlState == .serializationFailure)
            try await expect(["second saw 0"], in: pool)
        }
    }

    @Test func aTransactionLeftOpenIsRolledBackWhenTheConnectionComesBack() async throws {
        try await withPool { pool in
            try await pool.withConnection { connection in
                _ = try await connection.run("BEGIN")
                try await insert("a", connection)
            }
            try await expect([], in: pool)
        }
    }
}
