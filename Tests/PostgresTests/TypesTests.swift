import Foundation
import Testing
import TestSupport

@testable import Postgres

@Suite(.timeLimit(.minutes(1)))
struct TypesTests {
    /// Sends a value, and reads what the server made of it.
    private func roundTrip<T: PostgresEncodable & PostgresDecodable>(_ value: T, _ type: String) async throws -> T {
        let connection = try await PostgresConnection.connect(TestCluster.shared.administration(), logger: .tests)
        return try await connection.run("SELECT $1::\(type) AS x", [value])[0].decode("x")
    }

    @Test(arguments: ["", "NULL", "ünï🗞\u{301}", "a'b\"c\\d\n\t{},", "\\x41"])
    func textComesBack(text: String) async throws {
        #expect(try await roundTrip(text, "text") == text)
    }

    @Test func numbersComeBack() async throws {
        for number in [Int64.min, -1, 0, .max] { #expect(try await roundTrip(number, "bigint") == number) }
        for number in [Int32.min, .max] { #expect(try await roundTrip(number, "integer") == number) }
        for number in [0.1, -1e300, .infinity, .leastNonzeroMagnitude] {
            #expect(try await roundTrip(number, "double precision") == number)
        }
        #expect(try await roundTrip(Double.nan, "double precision").isNaN)
        for flag in [true, false] { #expect(try await roundTrip(flag, "boolean") == flag) }
    }

    @Test func identifiersAndBytesComeBack() async throws {
        let id = UUID()
        #expect(try await roundTrip(id, "uuid") == id)
        #expect(try await roundTrip(Array(UInt8.min...UInt8.max), "bytea") == Array(UInt8.min...UInt8.max))
        #expect(try await roundTrip([UInt8](), "bytea") == [])
    }

    @Test(arguments: [0, -0.000001, 1_777_629_600.123456, -5_000_000_000.5, -62_135_683_200, 253_402_300_800])
    func timestampsComeBack(secondsSince1970: Double) async throws {
        let date = Date(timeIntervalSince1970: secondsSince1970)
        let back = try await roundTrip(date, "timestamptz")
        #expect(abs(back.timeIntervalSince(date)) < 0.000_001)
    }

    @Test func aTimestampsTextIsTheServersMoment() async throws {
        let connection = try await PostgresConnection.connect(TestCluster.shared.administration(), logger: .tests)
        let rows = try await connection.run(
            """
            SELECT t, extract(epoch FROM t)::double precision AS seconds
            FROM generate_series('4000-01-01 BC'::timestamptz, '5000-01-01', '1000 days 01:02:03.456789') AS t
            """)
        #expect(rows.count > 3000)
        for row in rows {
            let (date, seconds) = (try row.decode("t", as: Date.self), try row.decode("seconds", as: Double.self))
            #expect(abs(date.timeIntervalSince1970 - seconds) < 0.000_1)
        }
    }

    @Test func infinityIsAClearError() async throws {
        let error = await #expect(throws: PostgresError.self) {
            _ = try await roundTrip(Date(timeIntervalSinceReferenceDate: .infinity), "timestamptz")
        }
        #expect(
            error?.message == "Cannot read x as Date: “infinity” has no Date; let the statement return NULL or a bound instead")
    }

    @Test func arraysComeBack() async throws {
        let words = ["", "NULL", "a,b", "{c}", "\"d\"", "e\\f", " g ", "ü🗞", "line\nbreak"]
        #expect(try await roundTrip(words, "text[]") == words)
        #expect(try await roundTrip([String](), "text[]") == [])
        #expect(try await roundTrip([nil, "", "x"] as [String?], "text[]") == [nil, "", "x"])
        #expect(try await roundTrip([1, -2, .max] as [Int64], "bigint[]") == [1, -2, .max])
        let ids = [UUID(), UUID()]
        #expect(try await roundTrip(ids, "uuid[]") == ids)
        let dates = [Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 1_777_629_600.5)]
        #expect(try await roundTrip(dates, "timestamptz[]") == dates)
    }

    @Test func nullInAnArrayIsAClearErrorUnlessItIsAskedFor() async throws {
        let connection = try await PostgresConnection.connect(TestCluster.shared.administration(), logger: .tests)
        let row = try await connection.run("SELECT ARRAY['a', NULL] AS x")[0]
        #expect(try row.decode("x", as: [String?].self) == ["a", nil])
        let error = #expect(throws: PostgresError.self) { try row.decode("x", as: [String].self) }
        #expect(error?.message.contains("an element is NULL") == true)
    }

    @Test func nilIsNull() async throws {
        let connection = try await PostgresConnection.connect(TestCluster.shared.administration(), logger: .tests)
        let row = try await connection.run("SELECT $1::text AS a, $2::bigint AS b", [String?.none, Int64?.some(7)])[0]
        #expect(try row.decodeIfPresent("a", as: String.self) == nil)
        #expect(try row.decodeIfPresent("b", as: Int64.self) == 7)
    }
}
