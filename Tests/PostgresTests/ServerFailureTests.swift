import Foundation
import Logging
import Testing
import TestSupport

@testable import Postgres

/// What happens when the server stops or freezes; on servers of their own, for a frozen session holds up every DROP DATABASE.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct ServerFailureTests {
    @Test func aFrozenServerDoesNotHoldTheCaller() async throws {
        try await PrivateCluster.lend { cluster in
            var configuration = cluster.configuration
            configuration.statementTimeout = .milliseconds(1000)
            configuration.answerMargin = .milliseconds(200)
            let connection = try await PostgresConnection.connect(configuration, logger: .tests)
            let backend: Int32 = try await connection.run("SELECT pg_backend_pid() AS pid")[0].decode("pid")
            try await cluster.freezing(backend) {
                let error = await #expect(throws: PostgresError.self) { try await connection.run("SELECT 1") }
                #expect(error?.code == .timedOut && error?.isUnavailable == true)
                #expect(connection.transactionStatus == .closed)
                let next = await #expect(throws: PostgresError.self) { try await connection.run("SELECT 1") }
                #expect(next?.code == .closed)
            }
        }
    }

    @Test func aCancelledTaskDoesNotWaitForAFrozenServer() async throws {
        try await PrivateCluster.lend { cluster in
            let connection = try await PostgresConnection.connect(cluster.configuration, logger: .tests)
            let backend: Int32 = try await connection.run("SELECT pg_backend_pid() AS pid")[0].decode("pid")
            try await cluster.freezing(backend) {
                let task = Task { try await connection.run("SELECT 1") }
                try await eventually { connection.transactionStatus == .active }
                task.cancel()
                let error = await #expect(throws: PostgresError.self) { try await task.value }
                #expect(error?.code == .cancelled)
            }
        }
    }

    @Test func aFrozenListenerIsFoundByTheHeartbeat() async throws {
        try await PrivateCluster.lend { cluster in
            let listener = PostgresListener(
                configuration: cluster.configuration, channel: "news", heartbeat: .milliseconds(100),
                heartbeatDeadline: .milliseconds(500), logger: .silent)
            var events = listener.events().makeAsyncIterator()
            #expect(await events.next() == .listening)
            let other = try await PostgresConnection.connect(cluster.configuration, logger: .tests)
            let backend: Int32 = try await other.run(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'courant' AND pid <> pg_backend_pid()")[0].decode("pid")
            kill(backend, SIGSTOP)
            defer { kill(backend, SIGCONT) }
            let lost = await events.next()
            #expect(lost == .lost(reason: "The server did not answer in time; the connection is given up"))
            #expect(await events.next() == .listening)
        }
    }

    @Test func whileTheServerIsAwayCallersAreRefusedQuicklyAndAfterwardsServed() async throws {
        try await PrivateCluster.lend { cluster in
            let pool = PostgresPool(configuration: cluster.configuration, size: 2, logger: .silent)
            defer { pool.close() }
            _ = try await pool.withConnection { try await $0.run("SELECT 1") }
            try await cluster.control("stop")
            for _ in 1...20 {
                let error = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
                #expect(error?.code == .connectionFailed && error?.isUnavailable == true)
            }
            try await cluster.control("start")
            try await eventually(within: .seconds(10), "service after the restart") {
                (try? await pool.withConnection { try await $0.run("SELECT 1").count }) == 1  // refusals are expected meanwhile
            }
        }
    }
}

extension PrivateCluster {
    /// Stops a process of the server for the time of the body.
    fileprivate func freezing(_ process: Int32, _ body: () async throws -> Void) async throws {
        try #require(kill(process, SIGSTOP) == 0)
        defer { kill(process, SIGCONT) }
        try await body()
    }
}
