import Foundation
import Newsroom
@testable import NewsroomStore
import Postgres
import TestSupport
import Testing

/// Every file under `sql/` is what its header says, and is used.
struct StatementTests {
    static let library = Result { try StatementLibrary(directory: "\(TestCluster.checkout)/sql") }

    @Test func `Every file has a case and every case a file`() throws {
        #expect(try Self.library.get().all.map(\.name) == NewsroomStatement.allCases.map(\.rawValue).sorted())
    }

    @Test func `A missing file is told at start`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "courant-\(UUID())")
        try FileManager.default.copyItem(at: URL(filePath: "\(TestCluster.checkout)/sql"), to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }  // a folder too many in the temporary folder harms nobody
        try FileManager.default.removeItem(at: folder.appending(path: "article/page_public.sql"))
        let library = try StatementLibrary(directory: folder.path(percentEncoded: false))
        let error = #expect(throws: PostgresError.self) { try NewsroomStatements(library) }
        #expect(error?.message.contains("article/page_public.sql") == true)
    }

    @Test func `The server describes each statement as its header does`() async throws {
        let statements = try Self.library.get().all
        try await withTestDatabase { database in
            let connection = try await PostgresConnection.connect(database.configuration, logger: .tests)
            for statement in statements {
                await #expect(throws: Never.self) { try await connection.check(statement) }
            }
            await connection.close()
        }
    }

    /// With thousands of rows, so that the planner has a reason to choose.
    @Test func `Each statement reads by the index that its header names`() async throws {
        try await TestNewsroom.lend { newsroom in
            try await newsroom.fill(articles: 3000)
            try await newsroom.pool.withConnection { connection in
                _ = try await connection.run("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")
                for statement in newsroom.statements.all {
                    guard let index = statement.index else { continue }
                    let plan = try await plan(of: statement, on: connection)
                    // The index of a partition is named after it.
                    let used = plan.replacing(/_p[0-9]{8}/, with: "")
                    #expect(used.contains(index), "\(statement.name) is planned as:\n\(plan)")
                }
                _ = try await connection.run("RESET enable_seqscan; RESET plan_cache_mode")
            }
        }
    }

    private func plan(of statement: Statement, on connection: PostgresConnection) async throws -> String {
        _ = try await connection.run("PREPARE planned AS \(statement.sql)")
        let values = statement.parameters.map(example).joined(separator: ", ")
        let plan = try await connection.run("EXPLAIN EXECUTE planned\(values.isEmpty ? "" : "(\(values))")")
        _ = try await connection.run("DEALLOCATE planned")
        return try plan.map { try $0.decode("QUERY PLAN", as: String.self) }.joined(separator: "\n")
    }

    /// A value that leaves something to read: the server drops partitions from the plan that it cannot need.
    private func example(_ parameter: Statement.Parameter) -> String {
        switch (parameter.type, parameter.name) {
        case ("bigint", "through"), ("bigint", "before"): "1000000"
        case ("bigint", _), ("integer", _): "10"
        case ("text[]", _): "ARRAY['front']"
        case ("timestamptz", _): "now()"
        default: "NULL"
        }
    }
}

extension TestNewsroom {
    /// Many public articles, a few drafts, and their events, made by SQL because it is only their number that counts.
    func fill(articles count: Int) async throws {
        try await sql(
            """
            INSERT INTO newsroom.article (
                id, slug, headline, standfirst, body, tags, section_id, author_id, status, revision, publish_at, published_at, created_at,
                updated_at)
            SELECT gen_random_uuid(), 'article-' || i, 'Article ' || i, '', 'word' || i, ARRAY['tag' || i % 100], $2, $3,
                CASE WHEN i % 50 = 0 THEN 'draft' ELSE 'published' END, 1,
                CASE WHEN i % 50 = 0 THEN now() END, CASE WHEN i % 50 > 0 THEN now() - i * interval '1 second' END, now(), now()
            FROM generate_series(1, $1::integer) i
            """, [count, world.id.uuid, ana.id.uuid])
        try await sql("INSERT INTO newsroom.article_slug SELECT slug, id FROM newsroom.article")
        try await sql(
            """
            INSERT INTO newsroom.account (id, kind, role, name, issuer, subject, revision, created_at, updated_at)
            SELECT gen_random_uuid(), 'sso', 'reader', 'Reader ' || i, 'https://id.example', i, 1, now(), now()
            FROM generate_series(1, 1000) i
            """)
        try await sql(
            """
            INSERT INTO newsroom.session (id, account_id, token_hash, created_at, expires_at)
            SELECT gen_random_uuid(), id, decode(md5(id::text) || md5(name), 'hex'), now(), now() + interval '1 day' FROM newsroom.account
            """)
        try await sequence()
        try await sql("ANALYZE")
    }
}
