import Foundation
import Logging
import Postgres

/// The migrated database that suites are cloned from: one for each content of `sql/schema`, made once and shared by test processes.
struct TestTemplate {
    /// Names the advisory lock under which templates are made. Any number will do.
    private static let lockKey: Int64 = 5_120_716_342
    /// Clones of a run that was killed go when they are older.
    private static let abandonedAfterSeconds = 3600

    let name: String
    private let migrator: Migrator?

    init() throws {
        let directory = "\(TestCluster.checkout)/sql/schema"
        migrator = FileManager.default.fileExists(atPath: directory) ? try Migrator(directory: directory) : nil
        let checksums = migrator?.migrations.map { $0.fileName + $0.checksum } ?? []
        name = "courant_template_\(Checksum(of: checksums.joined()))"
    }

    /// Makes the template unless it is there.
    func prepare(_ administration: PostgresConfiguration) async throws {
        var patient = administration
        patient.statementTimeout = .seconds(300)
        let connection = try await PostgresConnection.connect(patient, logger: .tests)
        _ = try await connection.run("SELECT pg_advisory_lock($1)", [Self.lockKey])
        try await dropAbandoned(on: connection)
        // Only a finished one is marked as a template.
        let finished = try await connection.run("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate", [name])
        if finished.isEmpty {
            _ = try await connection.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
            _ = try await connection.run("CREATE DATABASE \(name) TEMPLATE template0")
            _ = try await migrator?.migrate(administration.onDatabase(name), logger: .tests)
            // Cloning fails while anybody is connected.
            _ = try await connection.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
            _ = try await connection.run("ALTER DATABASE \(name) IS_TEMPLATE true")
        }
        await connection.close()
    }

    private func dropAbandoned(on connection: PostgresConnection) async throws {
        let abandoned = try await connection.run(
            """
            SELECT datname FROM pg_database
            WHERE datname ~ '^courant_test_[0-9]+_' AND split_part(datname, '_', 3)::bigint < extract(epoch FROM now()) - $1::bigint
              AND NOT EXISTS (SELECT FROM pg_stat_activity AS a WHERE a.datname = pg_database.datname)
            """, [Self.abandonedAfterSeconds])
        for row in abandoned {
            let name: String = try row.decode("datname")
            _ = try await connection.run("DROP DATABASE IF EXISTS \(name)")
        }
    }
}
