import Foundation
import Logging
public import Postgres

/// A database for one suite or test, which goes when the suite does.
public struct TestDatabase: Sendable {
    /// How to reach it; the connection string is complete, and can be handed to another program.
    public let configuration: PostgresConfiguration
    /// Its name on the server.
    public let name: String
    private let administration: PostgresConfiguration

    private static let template = Task {
        let template = try TestTemplate()
        try await template.prepare(TestCluster.shared.administration())
        return template.name
    }

    /// Makes a database with the schema of `sql/schema`, by cloning the migrated template.
    public static func clone() async throws -> TestDatabase {
        try await make(from: template.value)
    }

    /// Makes a database without anything in it.
    public static func empty() async throws -> TestDatabase {
        try await make(from: "template0")
    }

    /// Drops the database, whoever is connected to it.
    public func drop() async {
        do {
            try await Self.administer(administration, "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
        } catch {
            Logger.tests.error("test.database.drop.failed", metadata: ["error": "\(error)"])
        }
    }

    private static func make(from template: String) async throws -> TestDatabase {
        let administration = try await TestCluster.shared.administration()
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        let name = "courant_test_\(Int(Date.now.timeIntervalSince1970))_\(random)"
        try await administer(administration, "CREATE DATABASE \(name) TEMPLATE \(template)")
        return TestDatabase(configuration: administration.onDatabase(name), name: name, administration: administration)
    }

    private static func administer(_ administration: PostgresConfiguration, _ sql: String) async throws {
        var patient = administration
        patient.connectTimeout = .seconds(120)
        patient.statementTimeout = .seconds(120)
        let connection = try await PostgresConnection.connect(patient, logger: .tests)
        _ = try await connection.run(sql)
        await connection.close()
    }
}

/// Lends a clone of the migrated database.
public func withTestDatabase<R>(_ body: (TestDatabase) async throws -> R) async throws -> R {
    try await lend(TestDatabase.clone(), to: body)
}

/// Lends an empty database.
public func withEmptyTestDatabase<R>(_ body: (TestDatabase) async throws -> R) async throws -> R {
    try await lend(TestDatabase.empty(), to: body)
}

private func lend<R>(_ database: TestDatabase, to body: (TestDatabase) async throws -> R) async throws -> R {
    do {
        let result = try await body(database)
        await database.drop()
        return result
    } catch {
        await database.drop()
        throw error
    }
}
