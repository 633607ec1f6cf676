import Logging
import NewsroomStore
import Postgres

/// Lends the store for one command.
func withStore<R: Sendable>(_ options: SettingsOptions, _ body: @Sendable (NewsroomStore) async throws -> R) async throws -> R {
    let settings = try await options.settings()
    let logger = Log.start(at: max(settings.logLevel, .error))
    let statements = try StatementLibrary(directory: settings.sqlDirectory)
    let pool = PostgresPool(configuration: settings.database, size: 2, logger: logger)
    defer { pool.close() }
    return try await body(NewsroomStore(pool: pool, statements: statements))
}
