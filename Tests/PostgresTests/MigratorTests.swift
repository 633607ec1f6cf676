import Foundation
import Logging
import Synchronization
import Testing
import TestSupport

@testable import Postgres

@Suite(.timeLimit(.minutes(1)))
struct MigratorTests {
    private static let files = [
        "0001_page.sql": "CREATE TABLE page (slug text); CREATE INDEX page_slug ON page (slug);",
        "0002_slow.sql": "SELECT pg_sleep(0.2); INSERT INTO page VALUES ('a');",
        "0003_comment.sql": "-- nothing yet\n",
    ]

    private func migrate(_ files: [String: String], _ database: TestDatabase) async throws -> [String] {
        try await withTemporaryFolder(files) { folder in
            try await Migrator(directory: folder).migrate(database.configuration, logger: .tests).map(\.fileName)
        }
    }

    @Test func whatIsPendingIsAppliedOnceAndInOrder() async throws {
        try await withEmptyTestDatabase { database in
            #expect(try await migrate(Self.files, database) == ["0001_page.sql", "0002_slow.sql", "0003_comment.sql"])
            #expect(try await migrate(Self.files, database) == [])
            try await withTemporaryFolder(Self.files.merging(["0004_more.sql": "SELECT 1"]) { $1 }) { folder in
                let connection = try await PostgresConnection.connect(database.configuration, logger: .tests)
                #expect(try await Migrator(directory: folder).pending(on: connection).map(\.version) == [4])
            }
        }
    }

    @Test func twoNodesAtOnceApplyEachOnce() async throws {
        try await withEmptyTestDatabase { database in
            let applied = try await withThrowingTaskGroup { group in
                for _ in 1...4 { group.addTask { try await migrate(Self.files, database) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == Self.files.keys.sorted())
            let connection = try await PostgresConnection.connect(database.configuration, logger: .tests)
            #expect(try await connection.run("SELECT FROM page").count == 1)
        }
    }

    @Test func aFailureNamesFileAndLineAndLeavesNothing() async throws {
        try await withEmptyTestDatabase { database in
            let files = ["0001_bad.sql": "CREATE TABLE page (slug text);\n\nSELECT nonsense FROM page;"]
            let error = await #expect(throws: PostgresError.self) { _ = try await migrate(files, database) }
            #expect(error?.statement == "sql/schema/0001_bad.sql:3")
            let connection = try await PostgresConnection.connect(database.configuration, logger: .tests)
            #expect(try await connection.run("SELECT 1 WHERE to_regclass('page') IS NULL").count == 1)
            #expect(try await migrate(Self.files, database).count == 3)
        }
    }

    @Test func aMigrationMayNotEndItsTransaction() async throws {
        try await withEmptyTestDatabase { database in
            let error = await #expect(throws: PostgresError.self) { _ = try await migrate(["0001_x.sql": "COMMIT;"], database) }
            #expect(error?.code == .migrationInvalid)
        }
    }

    @Test func progressIsTold() async throws {
        try await withEmptyTestDatabase { database in
            try await withTemporaryFolder(Self.files) { folder in
                let versions = Mutex<[Int]>([])
                try await Migrator(directory: folder).migrate(database.configuration, logger: .tests) { migration in
                    versions.withLock { $0.append(migration.version) }
                }
                #expect(versions.withLock { $0 } == [1, 2, 3])
            }
        }
    }
}
