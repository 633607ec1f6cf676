public import Logging

/// Brings a database to the schema of this program.
public struct Migrator: Sendable {
    /// How long one migration may take.
    public static let defaultTimeout: Duration = .seconds(600)

    /// Names the advisory lock that keeps two nodes from migrating at once. Any number will do, but it must never change.
    private static let lockKey: Int64 = 7_306_095_113_551_261

    private static let createTable = """
        CREATE TABLE IF NOT EXISTS public.schema_migration (
            version integer PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
        )
        """

    /// Every migration of the folder, in order.
    public let migrations: [Migration]

    /// Reads the migrations of a folder.
    /// - Parameter directory: `sql/schema`.
    /// - Throws: `PostgresError.migrationInvalid`: a name or number does not fit; `statementInvalid`: no such folder.
    public init(directory: String) throws {
        migrations = try SQLFolder(path: directory).files.map(Migration.init(file:)).sorted { $0.version < $1.version }
        try MigrationPlan.check(migrations)
    }

    /// Applies what is pending, each in a transaction of its own together with its row in `public.schema_migration`.
    ///
    /// Safe to call in several nodes at once, also through a pooler: each transaction takes an advisory lock and looks again.
    /// - Parameter progress: Called after each migration that this call has applied.
    /// - Returns: The migrations that this call has applied.
    /// - Throws: `PostgresError`; what was applied before stays.
    @discardableResult
    public func migrate(
        _ configuration: PostgresConfiguration, timeout: Duration = Migrator.defaultTimeout, logger: Logger,
        progress: @Sendable (Migration) -> Void = { _ in }
    ) async throws -> [Migration] {
        var configuration = configuration
        configuration.statementTimeout = timeout
        configuration.session = .readWrite
        let connection = try await PostgresConnection.connect(configuration, logger: logger)
        var applied: [Migration] = []
        do {
            while let migration = try await step(connection) {
                logger.info("postgres.migrated", metadata: ["postgres.migration": "\(migration.fileName)"])
                applied.append(migration)
                progress(migration)
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        return applied
    }

    /// What `migrate` would apply.
    /// - Throws: `PostgresError.migrationInvalid` when files and database do not fit.
    public func pending(on connection: PostgresConnection) async throws -> [Migration] {
        let rows = try await connection.run("SELECT to_regclass('public.schema_migration') IS NOT NULL AS is_there")
        guard try rows.first?.decode("is_there") ?? false else { return migrations }
        return try await MigrationPlan(files: migrations, applied: applied(on: connection)).pending
    }

    /// Applies the next migration, if any.
    private func step(_ connection: PostgresConnection) async throws -> Migration? {
        try await connection.withTransaction { connection in
            _ = try await connection.run("SELECT pg_advisory_xact_lock($1)", [Self.lockKey])
            if try await connection.run("SELECT 1 WHERE to_regclass('public.schema_migration') IS NULL").isEmpty == false {
                _ = try await connection.run(Self.createTable)
            }
            let plan = try MigrationPlan(files: migrations, applied: try await applied(on: connection))
            guard let migration = plan.pending.first else { return nil }
            try await apply(migration, on: connection)
            return migration
        }
    }

    private func apply(_ migration: Migration, on connection: PostgresConnection) async throws {
        do {
            _ = try await connection.run(migration.sql)
        } catch var error as PostgresError {
            error.statement = "sql/schema/\(migration.fileName)" + (error.position.map { ":\(migration.line(at: $0))" } ?? "")
            throw error
        }
        guard connection.transactionStatus == .inTransaction else {
            throw PostgresError(
                .migrationInvalid, "\(migration.fileName) ends its transaction", hint: "Leave BEGIN and COMMIT to the migrator."
            )
        }
        _ = try await connection.run(
            "INSERT INTO public.schema_migration (version, name, checksum) VALUES ($1, $2, $3)",
            [migration.version, migration.name, migration.checksum])
    }

    private func applied(on connection: PostgresConnection) async throws -> [MigrationPlan.Applied] {
        try await connection.run("SELECT version, name, checksum FROM public.schema_migration").map { row in
            MigrationPlan.Applied(
                version: try row.decode("version"), name: try row.decode("name"), checksum: try row.decode("checksum"))
        }
    }
}

extension Migration {
    /// The line of a character that the server counted, both from 1.
    fileprivate func line(at position: Int) -> Int {
        1 + sql.unicodeScalars.prefix(position - 1).count { $0 == "\n" }
    }
}
