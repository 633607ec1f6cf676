import Testing

@testable import Postgres

struct StatementLibraryTests {
    private static let one = "-- a/one: one.\n-- -> n integer\nSELECT 1 AS n"

    @Test func statementsAreFoundByName() async throws {
        try await withTemporaryFolder(["a/one.sql": Self.one, "a/notes.txt": "x", "schema/0001_a.sql": "x", "seed/x.sql": "x"])
        {
            let library = try StatementLibrary(directory: $0)
            #expect(library.all.map(\.name) == ["a/one"])
            #expect(try library.statement("a/one").sql == Self.one)
        }
    }

    @Test func aMissingStatementNamesItsFile() async throws {
        try await withTemporaryFolder(["a/one.sql": Self.one]) { folder in
            let library = try StatementLibrary(directory: folder)
            let error = #expect(throws: PostgresError.self) { try library.statement("a/two") }
            #expect(error?.message.contains("/a/two.sql") == true)
        }
    }

    @Test func aMissingFolderIsNamed() {
        let error = #expect(throws: PostgresError.self) { try StatementLibrary(directory: "/nowhere/sql") }
        #expect(error?.message == "The folder /nowhere/sql cannot be read")
    }
}
