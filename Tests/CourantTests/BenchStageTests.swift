import Foundation
import Newsroom
import Postgres
import TestSupport
import Testing

@testable import courant

/// What `courant bench` plays on.
struct BenchStageTests {
    @Test(arguments: [
        ("postgresql:///courant", "postgresql:///x"),
        ("postgresql://u:p@h:5/courant?sslmode=require", "postgresql://u:p@h:5/x?sslmode=require"),
        ("postgresql://u@%2Ftmp%2Fs", "postgresql://u@%2Ftmp%2Fs/x"),
        ("host=/tmp dbname=courant", "host=/tmp dbname=courant dbname=x"),
    ])
    func `A database of its own is on the same server`(_ url: String, address: String) {
        #expect(BenchDatabase.address(url, database: "x") == address)
    }

    @Test(arguments: 1...4, [0, 1, 5, 12])
    func `Readers are spread over topics so that every delivery is counted once`(topics: Int, readers: Int) {
        let topics = BenchTopics(count: topics)
        #expect(topics.deliveries(of: 7..<(7 + topics.count), to: readers) == readers)
        #expect((0..<topics.count).reduce(0) { $0 + topics.readers(of: $1, among: readers) } == readers)
        #expect(topics.names.allSatisfy { Topic($0) != nil })
    }

    @Test(arguments: [400, 500, 2_000])
    func `Events written through SQL are as long as wished, and go round`(bytes: Int) async throws {
        try await withTestDatabase { database in
            let connection = try await PostgresConnection.connect(database.configuration, logger: .tests)
            let insert = SQLPublisher.insert(isRepeatable: false)
            _ = try await connection.run(insert, [1, 4, #"{"section:a","section:b"}"#, bytes - SQLPublisher.frameBytes])
            _ = try await connection.run("SELECT feed.sequence()")
            let rows = try await connection.run(
                "SELECT token, position, type, topics::text, data::text AS data FROM feed.event ORDER BY position DESC LIMIT 4")
            for (row, number) in zip(rows, [4, 3, 2, 1]) {
                let data: String = try row.decode("data")
                #expect(data.contains("bench-0000000\(number)"))
                #expect(try row.decode("topics", as: String.self) == (number.isMultiple(of: 2) ? "{section:a}" : "{section:b}"))
                // The object, and around it some 300 bytes.
                #expect(abs(data.utf8.count + 275 - bytes) < 60, "\(data.utf8.count)")
            }
            await connection.close()
        }
    }

    @Test func `A publication whose outcome was not known is made once`() async throws {
        try await withTestDatabase { database in
            let connection = try await PostgresConnection.connect(database.configuration, logger: .tests)
            _ = try await connection.run("CREATE TABLE public.bench_number (number bigint PRIMARY KEY)")
            for _ in 0..<3 {
                _ = try await connection.run(SQLPublisher.insert(isRepeatable: true), [1, 5, #"{"front"}"#, 10])
            }
            let count: Int = try await connection.run("SELECT count(*) AS count FROM feed.inbox")[0].decode("count")
            #expect(count == 5)
            await connection.close()
        }
    }
}
