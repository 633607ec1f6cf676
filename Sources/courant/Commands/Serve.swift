import ArgumentParser
import Foundation
import Logging
import Metrics
import NewsroomWeb
import Postgres

/// `courant serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve pages, streams and the API.", usage: "courant serve [--migrate] [<settings>]",
        discussion: ConfigurationKey.help(for: [.everyCommand, .serve]))

    @Flag(help: "Wait for the database, and migrate it first.")
    var migrate = false
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try await options.settings([.everyCommand, .serve])
        let logger = Log.start(at: settings.logLevel)
        let metrics = PrometheusRegistry(help: MetricHelp.all)
        MetricsSystem.bootstrap(metrics)
        _ = try settings.templatesDirectory()
        let site = try await singleSignOn(settings)
        let graph = try Graph(settings, singleSignOn: site, metrics: metrics, logger: logger)
        try await prepareDatabase(settings, logger)
        try await graph.run()
    }

    /// Reads the keys of the site that vouches for readers: wrong ones are told before anybody comes.
    private func singleSignOn(_ settings: Settings) async throws -> SingleSignOn? {
        guard let given = settings.singleSignOn else { return nil }
        let place = "\(ConfigurationKey.ssoKeyFile.variable): \(given.keyPath)"
        guard let keySet = FileManager.default.contents(atPath: given.keyPath) else {
            throw ConfigurationError("\(place) cannot be read")
        }
        do {
            return try await SingleSignOn(issuer: given.issuer, audience: given.audience, keySet: keySet)
        } catch let error as SingleSignOnKey.Unusable {
            throw ConfigurationError("\(place) cannot be used: \(error.reason)")
        }
    }

    /// A database that is away may come back while we serve; one without our schema needs a person.
    private func prepareDatabase(_ settings: Settings, _ logger: Logger) async throws {
        let migrator = try Migrator(directory: "\(settings.sqlDirectory)/schema")
        if migrate { return try await Migrate.waitAndMigrate(settings, migrator, logger) }
        do {
            let pending = try await Migrate.pending(settings, migrator, logger)
            guard let first = pending.first else { return }
            throw ExitReason(
                .configuration,
                "The database lacks \(pending.count) migration(s), from \(first.fileName): run «courant migrate», or serve with --migrate"
            )
        } catch let error as PostgresError where error.isUnavailable {
            logger.warning("Database is away; serving all the same", metadata: ["error": "\(error.message)"])
        }
    }
}

/// How the process logs: on standard error.
enum Log {
    static func start(at level: Logger.Level) -> Logger {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        return Logger(label: "courant")
    }
}
