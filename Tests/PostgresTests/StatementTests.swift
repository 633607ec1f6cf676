import Testing

@testable import Postgres

struct StatementTests {
    private static let header = """
        -- article/page_before: one page of a section.
        -- It reads newest first.
        -- $1 section uuid | $2 before timestamptz, exclusive | $3 limit integer, 1...100
        -- $4 tags text[]
        -- -> id uuid, slug text,
        -- -> published_at timestamptz | index article_section_published
        """

    @Test func headerIsRead() throws {
        let statement = try Statement(name: "article/page_before", sql: Self.header + "\nSELECT $1, $2, $3, $4::text[]")
        #expect(statement.parameters.map(\.name) == ["section", "before", "limit", "tags"])
        #expect(statement.parameters.map(\.type) == ["uuid", "timestamptz", "integer", "text[]"])
        #expect(statement.columns.map(\.name) == ["id", "slug", "published_at"])
        #expect(statement.columns.map(\.type) == ["uuid", "text", "timestamptz"])
        #expect(statement.index == "article_section_published")
    }

    @Test func nothingMeansNoColumns() throws {
        let statement = try Statement(name: "a/b", sql: "-- a/b: deletes all.\n-- -> nothing | index a_pkey\nDELETE FROM a")
        #expect(statement.columns.isEmpty && statement.parameters.isEmpty && statement.index == "a_pkey")
    }

    @Test(arguments: [
        ("SELECT 1", "the first line must be «-- a/b: what it does.»"),
        ("-- a/c: x.\n-- -> nothing\nSELECT", "the first line must be «-- a/b: what it does.»"),
        ("-- a/b: x.\nSELECT 1", "«-- -> nothing» is missing"),
        ("-- a/b: x.\n-- $2 id uuid\n-- -> nothing\nSELECT $2", "must read «$1 name type»"),
        ("-- a/b: x.\n-- $1 id\n-- -> nothing\nSELECT $1", "must read «$1 name type»"),
        ("-- a/b: x.\n-- -> id\nSELECT 1", "column «id» must read «name type»"),
        ("-- a/b: x.\n-- -> id int\nSELECT $1, $2", "the header declares 0 parameters, the SQL uses $1, $2"),
        ("-- a/b: x.\n-- $1 id uuid\n-- -> id int\nSELECT 1", "the header declares 1 parameters, the SQL uses none"),
    ])
    func aBadHeaderSaysWhatToMend(sql: String, mend: String) {
        let error = #expect(throws: PostgresError.self) { try Statement(name: "a/b", sql: sql) }
        #expect(error?.code == .statementInvalid)
        #expect(error?.message.hasPrefix("sql/a/b.sql: ") == true)
        #expect(error?.message.contains(mend) == true)
    }
}
