import Foundation
import Logging
import Testing
import TestSupport

@testable import Postgres

@Suite(.timeLimit(.minutes(1)))
struct ConnectionTests {
    private func connect(_ change: (inout PostgresConfiguration) -> Void = { _ in }) async throws -> PostgresConnection {
        var configuration = try await TestCluster.shared.administration()
        change(&configuration)
        return try await PostgresConnection.connect(configuration, logger: .tests)
    }

    private func failure(_ body: () async throws -> Void) async -> PostgresError? {
        await #expect(throws: PostgresError.self) { try await body() }
    }

    private func expect(_ code: PostgresError.Code, _ body: () async throws -> Void) async {
        let error = await failure(body)
        #expect(error?.code == code, "\(error as Any)")
    }

    @Test func rowsAreACollection() async throws {
        let rows = try await connect().run("SELECT n, n * n AS square FROM generate_series(1, 3) AS n")
        #expect(rows.columns == ["n", "square"])
        #expect(try rows.map { try $0.decode("square", as: Int.self) } == [1, 4, 9])
        #expect(rows.affectedCount == 3)
    }

    @Test func decodingErrorsNameStatementColumnAndType() async throws {
        let statement = try Statement(
            name: "a/b", sql: "-- a/b: x.\n-- -> x text, y integer\nSELECT 'word' AS x, NULL::integer AS y")
        let rows = try await connect().execute(statement)
        let row = try #require(rows.first)
        #expect(try row.decodeIfPresent("y", as: Int.self) == nil)
        let wrongType = #expect(throws: PostgresError.self) { try row.decode("x", as: Int.self) }
        #expect(wrongType?.message == "Cannot read x as Int: “word” is no Int")
        #expect(wrongType?.statement == "a/b")
        let null = #expect(throws: PostgresError.self) { try row.decode("y", as: Int.self) }
        #expect(null?.message.contains("it is NULL") == true)
        let missing = #expect(throws: PostgresError.self) { try row.decode("z", as: Int.self) }
        #expect(missing?.message.contains("no such column among x, y") == true)
    }

    @Test func theServersErrorIsToldInFull() async throws {
        try await withEmptyTestDatabase { database in
            let connection = try await PostgresConnection.connect(database.configuration, logger: .tests)
            _ = try await connection.run(
                "CREATE TABLE page (slug text CONSTRAINT page_slug UNIQUE); INSERT INTO page VALUES ('a')")
            let error = await failure { _ = try await connection.run("INSERT INTO page VALUES ($1)", ["a"]) }
            #expect(error?.code == .server && error?.sqlState == .uniqueViolation)
            #expect(error?.constraint == "page_slug" && error?.table == "page" && error?.detail?.contains("(slug)=(a)") == true)
            #expect(error?.isUnavailable == false && error?.isRetryable == false)
            #expect(try await connection.run("SELECT 1").count == 1)
        }
    }

    @Test func severalCommandsRunAsOne() async throws {
        let rows = try await connect().run("SELECT 1 AS a; SELECT 2 AS b")
        #expect(rows.columns == ["b"])
    }

    @Test func copyIsRefusedInsteadOfHanging() async throws {
        let connection = try await connect()
        await expect(.unsupported) { _ = try await connection.run("COPY (SELECT 1) TO STDOUT") }
        #expect(connection.transactionStatus == .closed)
    }

    @Test func aNulByteIsRefused() async throws {
        let connection = try await connect()
        let error = await failure { _ = try await connection.run("SELECT $1::text", ["a\0b"]) }
        #expect(error?.code == .encodingFailed)
        #expect(try await connection.run("SELECT 1").count == 1)
    }

    @Test func theNumberOfParametersIsChecked() async throws {
        let statement = try Statement(name: "a/b", sql: "-- a/b: x.\n-- $1 x text\n-- -> x text\nSELECT $1::text AS x")
        let connection = try await connect()
        await expect(.statementMismatch) { _ = try await connection.execute(statement, []) }
    }

    @Test func aStatementIsPreparedOnceAndAgainWhenItsPlanIsGone() async throws {
        let statement = try Statement(name: "a/b", sql: "-- a/b: x.\n-- -> *  any\nSELECT * FROM changing")
        let connection = try await connect()
        _ = try await connection.run("CREATE TEMPORARY TABLE changing (a integer)")
        for _ in 1...3 { #expect(try await connection.execute(statement).columns == ["a"]) }
        #expect(try await connection.run("SELECT count(*) AS n FROM pg_prepared_statements")[0].decode("n", as: Int.self) == 1)
        _ = try await connection.run("ALTER TABLE changing ADD b integer")
        #expect(try await connection.execute(statement).columns == ["a", "b"])
        _ = try await connection.run("DEALLOCATE ALL")
        #expect(try await connection.execute(statement).columns == ["a", "b"])
        let error = await failure {
            try await connection.withTransaction { connection in
                _ = try await connection.run("ALTER TABLE changing DROP a")
                _ = try await connection.execute(statement)
            }
        }
        #expect(error?.code == .statementStale && error?.isRetryable == true)
        #expect(try await connection.execute(statement).columns == ["a", "b"])
    }

    @Test func theServersStatementTimeoutIsATimeout() async throws {
        let connection = try await connect { $0.statementTimeout = .milliseconds(50) }
        let error = await failure { _ = try await connection.run("SELECT pg_sleep(10)") }
        #expect(error?.code == .timedOut && error?.sqlState == .queryCanceled)
        #expect(connection.transactionStatus == .idle)
    }

    @Test func aCancelledTaskCancelsItsStatementAndKeepsTheConnection() async throws {
        let connection = try await connect()
        let task = Task { try await connection.run("SELECT pg_sleep(60)") }
        try await eventually { connection.transactionStatus == .active }
        task.cancel()
        await expect(.cancelled) { _ = try await task.value }
        for _ in 1...20 { #expect(try await connection.run("SELECT 1").count == 1) }
    }

    @Test func aTerminatedSessionIsLost() async throws {
        let (connection, other) = (try await connect(), try await connect())
        let backend: Int32 = try await connection.run("SELECT pg_backend_pid() AS pid")[0].decode("pid")
        _ = try await other.run("SELECT pg_terminate_backend($1, 5000)", [backend])
        let error = await failure { _ = try await connection.run("SELECT 1") }
        #expect(error?.code == .connectionLost && error?.isUnavailable == true)
        #expect(error?.sqlState == .adminShutdown)
    }

    @Test(arguments: [
        ("host=/nowhere dbname=x", "No such file or directory"),
        ("postgresql://127.0.0.1:1/x", "Connection refused"),
    ])
    func noServerIsToldAsSuch(string: String, words: String) async {
        let error = await failure {
            _ = try await PostgresConnection.connect(PostgresConfiguration(connectionString: string), logger: .tests)
        }
        #expect(error?.code == .connectionFailed && error?.isUnavailable == true)
        #expect(error?.message.contains(words) == true, "\(error as Any)")
    }

    @Test func noSuchDatabaseIsToldAsSuch() async throws {
        let name = "courant_test_absent"
        let error = await failure { _ = try await connect { $0.connectionString += "?dbname=\(name)" } }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message.contains("database \"\(name)\" does not exist") == true, "\(error as Any)")
    }

    @Test func aSilentServerIsGivenUpAtTheDeadline() async throws {
        // A socket that listens, and never answers.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = bind(listener, pointer, length)
                _ = listen(listener, 1)
                _ = getsockname(listener, pointer, &length)
            }
        }
        let port = UInt16(bigEndian: address.sin_port)
        let configuration = PostgresConfiguration(
            connectionString: "postgresql://127.0.0.1:\(port)/x", connectTimeout: .milliseconds(100))
        let error = await failure { _ = try await PostgresConnection.connect(configuration, logger: .tests) }
        #expect(error?.code == .connectionFailed && error?.message.contains("did not answer within") == true)
    }

    @Test func largeParametersAreSent() async throws {
        let text = String(repeating: "ü", count: 1_000_000)
        #expect(try await connect().run("SELECT length($1) AS n", [text])[0].decode("n", as: Int.self) == 1_000_000)
    }

    @Test func aHeaderIsComparedWithTheServer() async throws {
        let connection = try await connect()
        let header = "-- a/b: x.\n-- $1 names text[] | $2 at timestamptz\n-- -> n bigint, at timestamptz\n"
        let right = try Statement(
            name: "a/b", sql: header + "SELECT cardinality($1::text[])::bigint AS n, $2::timestamptz AS at")
        try await connection.check(right)
        let wrong = try Statement(name: "a/b", sql: header + "SELECT cardinality($1::text[]) AS n, $2::timestamp AS since")
        let error = await failure { try await connection.check(wrong) }
        #expect(error?.code == .statementMismatch)
        #expect(
            error?.message.hasSuffix(
                """
                $2 at is timestamp without time zone instead of timestamptz; columns n, since; \
                column n is integer instead of bigint; column at is timestamp without time zone instead of timestamptz
                """) == true, "\(error as Any)")
    }
}
