import ArgumentParser
import Logging
import Postgres

/// `courant migrate`.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database to this program's schema.", usage: "courant migrate [--dry-run] [<settings>]",
        discussion: ConfigurationKey.help(for: [.everyCommand]))

    @Flag(help: "Only list what would be applied.")
    var dryRun = false
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try await options.settings()
        let logger = Log.start(at: max(settings.logLevel, .error))
        let migrator = try Migrator(directory: "\(settings.sqlDirectory)/schema")
        if dryRun {
            let pending = try await Migrate.pending(settings, migrator, logger)
            for migration in pending { Output.line("would apply \(migration.fileName)") }
            if pending.isEmpty { Output.line("nothing to apply: \(migrator.migrations.count) are in place") }
            return
        }
        let applied = try await migrator.migrate(settings.database, logger: logger) { Output.line("applied \($0.fileName)") }
        if applied.isEmpty { Output.line("nothing to apply: \(migrator.migrations.count) are in place") }
    }

    /// What the database lacks.
    static func pending(_ settings: Settings, _ migrator: Migrator, _ logger: Logger) async throws -> [Migration] {
        let connection = try await PostgresConnection.connect(settings.database, logger: logger)
        do {
            let pending = try await migrator.pending(on: connection)
            await connection.close()
            return pending
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Migrates as soon as the database can be reached.
    static func waitAndMigrate(_ settings: Settings, _ migrator: Migrator, _ logger: Logger) async throws {
        while true {
            do {
                try await migrator.migrate(settings.database, logger: logger) { Output.note("applied \($0.fileName)") }
                return
            } catch let error as PostgresError where error.isUnavailable {
                logger.warning("Waiting for the database", metadata: ["error": "\(error.message)"])
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
