import Bench
import Foundation
import Logging
import Postgres

/// A database for one run, on the cluster that `DATABASE_URL` points to.
struct BenchDatabase: Sendable {
    let name: String
    let configuration: PostgresConfiguration
    private let administration: PostgresConfiguration
    private let logger: Logger

    /// Statements that fill a log, or drop a database, take longer than those of a newsroom.
    private static let statementTimeout = Duration.seconds(120)

    /// Names it; makes nothing yet.
    init(logger: Logger) throws {
        guard let url = ProcessInfo.processInfo.environment["DATABASE_URL"], !url.isEmpty else {
            throw ExitReason(
                .configuration,
                "DATABASE_URL is not set: bench makes a database of its own on the server that it names, and drops it again")
        }
        name = "courant_bench_\(Int(Date().timeIntervalSince1970))_\(ProcessInfo.processInfo.processIdentifier)"
        administration = PostgresConfiguration(
            connectionString: url, applicationName: "courant-bench", statementTimeout: BenchDatabase.statementTimeout)
        configuration = PostgresConfiguration(
            connectionString: BenchDatabase.address(url, database: name), applicationName: "courant-bench",
            statementTimeout: BenchDatabase.statementTimeout)
        self.logger = logger
    }

    func create() async throws { try await administer("CREATE DATABASE \(name) TEMPLATE template0") }

    func drop() async throws { try await administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }

    /// Ends every session on it, as an administrator can.
    func terminateBackends() async throws {
        try await administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'")
    }

    func connect() async throws -> PostgresConnection {
        try await PostgresConnection.connect(configuration, logger: logger)
    }

    /// Lends a connection.
    func withConnection<R: Sendable>(_ body: (PostgresConnection) async throws -> R) async throws -> R {
        let connection = try await connect()
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    private func administer(_ sql: String) async throws {
        let connection = try await PostgresConnection.connect(administration, logger: logger)
        _ = try await connection.run(sql)
        await connection.close()
    }

    /// The same server with another database; in libpq's key=value form the last one wins.
    static func address(_ url: String, database: String) -> String {
        guard let scheme = url.range(of: "://") else { return "\(url) dbname=\(database)" }
        let rest = url[scheme.upperBound...]
        let query = rest.firstIndex(of: "?").map { rest[$0...] } ?? ""
        return url[..<scheme.upperBound] + rest.prefix { $0 != "/" && $0 != "?" } + "/\(database)" + query
    }
}
