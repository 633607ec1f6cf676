import Postgres
import Synchronization

/// Looks how far the log is behind the writers: what waits in the inbox for its position.
struct PumpWatch: Sendable {
    /// How far at most.
    struct Lag: Sendable {
        var events = 0
        var seconds = 0.0
    }

    private let database: BenchDatabase

    private static let query = """
        SELECT count(*) AS events, coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::double precision AS seconds
        FROM feed.inbox
        """

    init(_ database: BenchDatabase) {
        self.database = database
    }

    /// Looks ten times a second while a body runs.
    /// - Returns: What the body gives, and how far the log was behind at most.
    func worst<R: Sendable>(while body: @escaping @Sendable () async throws -> R) async throws -> (R, Lag) {
        let isDone = Flag()
        async let lag = look { isDone.value.load(ordering: .acquiring) }
        do {
            let result = try await body()
            isDone.value.store(true, ordering: .releasing)
            return (result, try await lag)
        } catch {
            isDone.value.store(true, ordering: .releasing)
            throw error
        }
    }

    private final class Flag: Sendable { let value = Atomic(false) }

    private func look(until isDone: @Sendable () -> Bool) async throws -> Lag {
        try await database.withConnection { connection in
            var worst = Lag()
            while !isDone() {
                let row = try await connection.run(PumpWatch.query)[0]
                worst.events = max(worst.events, try row.decode("events"))
                worst.seconds = max(worst.seconds, try row.decode("seconds"))
                try await Task.sleep(for: .milliseconds(100))
            }
            return worst
        }
    }

    /// Waits until nothing waits.
    func drained() async throws {
        try await database.withConnection { connection in
            while try await connection.run(PumpWatch.query)[0].decode("events", as: Int.self) > 0 {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}
