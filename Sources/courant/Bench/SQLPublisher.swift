import Bench
import Postgres

/// Writes events to the inbox of the log, and sequences them, as a writing node does.
actor SQLPublisher: Publisher {
    private let database: BenchDatabase
    private let topics: BenchTopics
    private let padding: Int
    private let isRepeatable: Bool
    private var connection: PostgresConnection?

    /// What a frame takes beside the padding: id, type, the CloudEvents object, the marker.
    static let frameBytes = 305

    nonisolated let clock = "COMMIT's return"

    /// - Parameters:
    ///   - bytes: Length of an event's frame, about; 305 at least.
    ///   - isRepeatable: Whether a publication whose outcome is not known is made again, once, when the database is back.
    init(_ database: BenchDatabase, topics: BenchTopics, bytes: Int, isRepeatable: Bool = false) {
        self.database = database
        self.topics = topics
        self.padding = max(0, bytes - Self.frameBytes)
        self.isRepeatable = isRepeatable
    }

    func publish(_ numbers: Range<Int>, noting times: PublishTimes) async throws {
        guard isRepeatable else { return try await attempt(numbers, times) }
        while true {
            do {
                return try await attempt(numbers, times)
            } catch let error as PostgresError where error.code != .cancelled {
                await connection?.close()
                connection = nil
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private func attempt(_ numbers: Range<Int>, _ times: PublishTimes) async throws {
        let connection = try await open()
        let names = "{\(topics.names.map { "\"\($0)\"" }.joined(separator: ","))}"
        _ = try await connection.run(
            Self.insert(isRepeatable: isRepeatable), [numbers.lowerBound, numbers.upperBound - 1, names, padding])
        times.note(numbers, at: MonotonicTime.now)
        var moved = 0
        repeat {
            moved = try await connection.run("SELECT moved FROM feed.sequence()")[0].decode("moved")
        } while moved >= 1000
    }

    private func open() async throws -> PostgresConnection {
        if let connection, connection.transactionStatus != .closed { return connection }
        let made = try await database.connect()
        if isRepeatable { _ = try await made.run("CREATE TABLE IF NOT EXISTS public.bench_number (number bigint PRIMARY KEY)") }
        connection = made
        return made
    }

    /// $1 first, $2 last number, $3 names of topics, $4 bytes of padding. A repeatable one writes only numbers that are new.
    static func insert(isRepeatable: Bool) -> String {
        let numbers =
            isRepeatable
            ? """
            WITH number AS (
                INSERT INTO public.bench_number SELECT generate_series($1::bigint, $2::bigint) ON CONFLICT DO NOTHING RETURNING number
            )
            """
            : "WITH number AS (SELECT generate_series($1::bigint, $2::bigint) AS number)"
        return """
            \(numbers)
            INSERT INTO feed.inbox (type, subject, topics, revision, data)
            SELECT 'article.updated', 'article/' || number, ARRAY[($3::text[])[1 + number % cardinality($3::text[])]], 1,
                jsonb_build_object('marker', 'bench-' || lpad(number::text, 8, '0'), 'padding', repeat('x', $4::integer))
            FROM number ORDER BY number
            """
    }
}
