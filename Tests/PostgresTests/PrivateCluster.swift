import Foundation
import Postgres
import TestSupport

/// A server of its own for tests that stop it.
struct PrivateCluster {
    let configuration: PostgresConfiguration
    private let state: String

    /// Lends a running server.
    static func lend(_ body: (PrivateCluster) async throws -> Void) async throws {
        let state = "/tmp/courant-cluster-\(UUID().uuidString.prefix(8))"
        let environment = ["COURANT_STATE": state]
        _ = try await TestCluster.run("ops/db", "start", environment: environment)
        let url = try await TestCluster.run("ops/db", "url", environment: environment)
        let cluster = PrivateCluster(configuration: PostgresConfiguration(connectionString: url), state: state)
        do {
            try await body(cluster)
        } catch {
            try await cluster.remove()
            throw error
        }
        try await cluster.remove()
    }

    /// Calls `ops/db`: start, stop, restart.
    func control(_ command: String) async throws {
        _ = try await TestCluster.run("ops/db", command, environment: ["COURANT_STATE": state])
    }

    private func remove() async throws {
        try await control("stop")
        try FileManager.default.removeItem(atPath: state)
    }
}
