import Foundation
import Postgres
import TestSupport
import Testing

/// `sql/schema.sql` is the sum of the migrations.
struct SchemaTests {
    private static let file = "\(TestCluster.checkout)/sql/schema.sql"

    @Test func `The written schema is what the migrations make`() async throws {
        try await withTestDatabase { database in
            let schema = try Self.dump(database)
            if ProcessInfo.processInfo.environment["COURANT_WRITE_SCHEMA"] == "1" {
                try schema.write(toFile: Self.file, atomically: true, encoding: .utf8)
            }
            let written = try String(contentsOfFile: Self.file, encoding: .utf8)
            let isSame = written == schema  // a failed expectation would print both
            #expect(isSame, "Write it anew: COURANT_WRITE_SCHEMA=1 swift test --filter SchemaTests")
        }
    }

    private static func dump(_ database: TestDatabase) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "pg_dump", "--schema-only", "--no-owner", "--no-privileges", "--dbname", database.configuration.connectionString,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return normalized(text)
    }

    /// Without comments, settings and what versions of pg_dump put differently; with one empty line between two statements.
    private static func normalized(_ dump: String) -> String {
        let lines = dump.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            !["SET ", "SELECT pg_catalog.set_config", "\\"].contains { line.hasPrefix($0) }
                && (line == "--" || !line.hasPrefix("-- "))
        }.map { $0 == "--" ? "" : $0 }
        var text = "-- Generated from sql/schema/ by SchemaTests; never edit it.\n"
        for line in lines where !(line.isEmpty && text.hasSuffix("\n\n")) { text += line + "\n" }
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text
    }
}
