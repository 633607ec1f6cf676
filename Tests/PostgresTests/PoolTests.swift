import Logging
import ServiceLifecycle
import Testing
import TestSupport

@testable import Postgres

@Suite(.timeLimit(.minutes(1)))
struct PoolTests {
    private func pool(
        size: Int, maxWaiterCount: Int = 100, waitTimeout: Duration = .seconds(5), _ database: PostgresConfiguration? = nil
    ) async throws -> PostgresPool {
        let administration = try await TestCluster.shared.administration()
        return PostgresPool(
            configuration: database ?? administration, size: size, maxWaiterCount: maxWaiterCount, waitTimeout: waitTimeout,
            logger: .tests)
    }

    private func backend(_ connection: PostgresConnection) async throws -> Int32 {
        try await connection.run("SELECT pg_backend_pid() AS pid")[0].decode("pid")
    }

    private func isServed(by pool: PostgresPool) async -> Bool {
        do {
            return try await pool.withConnection { try await $0.run("SELECT 1").count } == 1
        } catch {
            return false
        }
    }

    @Test func manyCallersShareFewConnections() async throws {
        let pool = try await pool(size: 3, waitTimeout: .seconds(60))  // however busy the machine is
        defer { pool.close() }
        let backends = try await withThrowingTaskGroup { group in
            for _ in 1...60 { group.addTask { try await pool.withConnection { try await backend($0) } } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect((1...3).contains(backends.count))
    }

    @Test func waitersAreRefusedAtTheirDeadlineAndBeyondTheirNumber() async throws {
        let pool = try await pool(size: 1, maxWaiterCount: 1, waitTimeout: .milliseconds(200))
        defer { pool.close() }
        try await pool.withConnection { _ in
            let codes = await withTaskGroup { group in
                for _ in 1...2 {
                    group.addTask { () -> PostgresError? in
                        do { try await pool.withConnection { _ in } } catch { return error as? PostgresError }
                        return nil
                    }
                }
                return await group.reduce(into: [PostgresError?]()) { $0.append($1) }
            }
            #expect(codes.map { $0?.code } == [.poolExhausted, .poolExhausted])
            #expect(codes[0]?.message.contains("too many callers wait") == true)
            #expect(codes[1]?.message.contains("within") == true)
        }
        #expect(await isServed(by: pool))
    }

    @Test func aCancelledWaiterLeavesTheLine() async throws {
        let pool = try await pool(size: 1)
        defer { pool.close() }
        try await pool.withConnection { _ in
            let task = Task { try await pool.withConnection { _ in } }
            try await eventually { pool.waiterCount == 1 }
            task.cancel()
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            #expect(pool.waiterCount == 0)
        }
    }

    @Test func aConnectionThatDiedWhileIdleIsReplacedUnseen() async throws {
        let pool = try await pool(size: 1)
        defer { pool.close() }
        let first = try await pool.withConnection { try await backend($0) }
        let other = try await PostgresConnection.connect(TestCluster.shared.administration(), logger: .tests)
        _ = try await other.run("SELECT pg_terminate_backend($1, 5000)", [first])
        let second = try await pool.withConnection { try await backend($0) }
        #expect(first != second)
    }

    @Test func aConnectionThatDiesInUseIsReplaced() async throws {
        let pool = try await pool(size: 1)
        defer { pool.close() }
        let error = await #expect(throws: PostgresError.self) {
            try await pool.withTransaction { connection in
                _ = try await connection.run("SELECT pg_terminate_backend(pg_backend_pid())")
            }
        }
        #expect(error?.code == .connectionLost)
        #expect(await isServed(by: pool))
    }

    @Test func aClosedPoolRefuses() async throws {
        let pool = try await pool(size: 1)
        try await pool.withConnection { connection in
            pool.close()
            _ = try await connection.run("SELECT 1")
        }
        let error = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
        #expect(error?.code == .closed)
        #expect(pool.connectionCount == 0)
    }

    @Test func gracefulShutdownEndsRunAndClosesThePool() async throws {
        let pool = try await pool(size: 1)
        let group = ServiceGroup(services: [pool], logger: .tests)
        async let run: Void = group.run()
        _ = try await pool.withConnection { try await $0.run("SELECT 1") }
        await group.triggerGracefulShutdown()
        try await run
        let error = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
        #expect(error?.code == .closed)
    }
}
