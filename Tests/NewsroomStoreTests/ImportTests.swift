import Foundation
import Newsroom
@testable import NewsroomStore
import Postgres
import Synchronization
import TestSupport
import Testing

/// A newsroom from a document.
struct ImportTests {
    private static let document = """
        {"sections": [{"slug": "world", "title": "World"}, {"slug": "arts", "title": "Arts", "description": "Books and more"}],
         "authors": [{"slug": "bo", "name": "Bo Ek", "bio": "Writes."}],
         "articles": [
           {"headline": "Newer", "standfirst": "s", "body": "b", "section": "arts", "author": "bo", "tags": ["a"], "published_minutes_ago": 30,
            "corrections": [{"kind": "typo", "note": "One."}, {"kind": "factual", "note": "Two."}]},
           {"headline": "Draft", "body": "b", "section": "world", "author": "bo", "status": "draft"},
           {"headline": "Older", "body": "b", "section": "world", "author": "bo", "published_minutes_ago": 90.5}]}
        """

    @Test func `A document becomes a newsroom with a past`() async throws {
        try await TestNewsroom.lend { newsroom in
            let steps = Mutex<[[Int]]>([])
            let summary = try await newsroom.store.importNewsroom(
                from: Data(Self.document.utf8), at: .start, rendering: { CommentText($0) }
            ) { done, total in
                steps.withLock { $0.append([done, total]) }
            }
            #expect(summary == ImportSummary(sections: 1, authors: 1, articles: 3, corrections: 2))
            #expect(steps.withLock { $0 } == [[0, 3], [1, 3], [2, 3], [3, 3]])
            let articles = try await newsroom.store.articles(ArticleFilter(), after: nil, limit: 10).value.items
            #expect(articles.map(\.content.headline) == ["Newer", "Older"])
            #expect(articles.map(\.publishedAt) == [.start(plus: -1800), .start(plus: -5430)])
            #expect(articles.map(\.status) == [.corrected, .published])
            let notes = try await newsroom.store.corrections(of: articles[0].id)
            #expect(notes.map(\.note) == ["One.", "Two."])
            #expect(notes.map(\.createdAt) == [.start(plus: -1200), .start(plus: -600)])
            #expect(notes.last?.revision == articles[0].revision)
            let events = try await newsroom.articleEvents()
            #expect(events.map(\.type) == ["article.published", "article.published", "article.corrected", "article.corrected"])
            #expect(try events.map { try $0.details["headline"] as? String } == ["Older", "Newer", "Newer", "Newer"])
            #expect(try await newsroom.store.author(Slug(phrase: "bo"))?.name == "Bo Ek")
        }
    }

    @Test(arguments: [
        ("\"arts\", \"author\"", "\"wrld\", \"author\"", "articles[0].section: no such section \"wrld\""),
        ("\"author\": \"bo\", \"status\"", "\"author\": \"x\", \"status\"", "articles[1].author: no such author \"x\""),
        ("\"headline\": \"Older\"", "\"headline\": \"\"", "articles[2].headline: must have 1...200 characters, has 0"),
        ("\"headline\": \"Older\"", "\"headline\": 7", "articles[2].headline: must be a string"),
        ("\"headline\": \"Older\", ", "", "articles[2].headline: is missing"),
        (", \"published_minutes_ago\": 90.5", "", "articles[2].published_minutes_ago: is missing"),
        ("90.5", "-1", "articles[2].published_minutes_ago: must be 0...52560000"),
        (
            "\"typo\"", "\"tpyo\"",
            "articles[0].corrections[0].kind: must be one of \"factual\", \"clarification\", \"typo\", is \"tpyo\""
        ),
        (
            "\"published_minutes_ago\": 90.5",
            "\"published_minutes_ago\": 90, \"comments\": [{\"name\": \"\", \"body\": \"x\", \"minutes_after\": 1}]",
            "articles[2].comments[0].name: must have 1...80 characters, has 0"
        ),
        ("\"draft\"", "\"drft\"", "articles[1].status: must be \"draft\" or \"published\", is \"drft\""),
        (
            "\"slug\": \"arts\"", "\"slug\": \"Arts\"",
            "sections[1].slug: must be lower-case letters, digits and single hyphens, is \"Arts\""
        ),
        ("\"slug\": \"arts\"", "\"slug\": \"world\"", "sections[1].slug: \"world\" stands there twice"),
        ("[{\"slug\": \"bo\"", "{[{\"slug\": \"bo\"", "document: is no JSON"),
    ]) func `A fault is named by the path of its field`(part: String, fault: String, message: String) throws {
        let document = Self.document.replacing(part, with: fault)
        try #require(document != Self.document)
        let error = #expect(throws: ImportError.self) {
            _ = try ImportPlan(ImportDocument(json: Data(document.utf8)), at: .start)
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func `All faults are told at once, and nothing is written`() async throws {
        let document = Self.document.replacing("\"arts\", \"author\"", with: "\"wrld\", \"author\"")
            .replacing("90.5", with: "-1")
        try await TestNewsroom.lend { newsroom in
            let error = await #expect(throws: ImportError.self) {
                try await newsroom.store.importNewsroom(from: Data(document.utf8), at: .start, rendering: { CommentText($0) })
            }
            #expect(error?.faults.map(\.field) == ["articles[0].section", "articles[2].published_minutes_ago"])
            let rows = try await newsroom.sql("SELECT 1 FROM newsroom.author WHERE slug = 'bo'")
            #expect(rows.isEmpty)
        }
    }

    @Test func `Importing twice keeps sections and authors, and gives the articles new addresses`() async throws {
        try await TestNewsroom.lend { newsroom in
            for _ in 1...2 {
                _ = try await newsroom.store.importNewsroom(
                    from: Data(Self.document.utf8), at: .start, rendering: { CommentText($0) })
            }
            let slugs = try await newsroom.sql("SELECT slug FROM newsroom.article ORDER BY slug").map {
                try $0.decode("slug", as: String.self)
            }
            #expect(slugs == ["draft", "draft-2", "newer", "newer-2", "older", "older-2"])
        }
    }

    @Test func `The newsroom of the demonstration can be imported`() async throws {
        let file = "\(TestCluster.checkout)/sql/seed/newsroom.json"
        guard FileManager.default.fileExists(atPath: file) else { return }  // it comes with the demonstration
        try await TestNewsroom.lend { newsroom in
            let summary = try await newsroom.store.importNewsroom(
                from: Data(contentsOf: URL(filePath: file)), at: .start, rendering: { CommentText($0) })
            #expect(summary.articles > 0 && summary.comments > 0)
            let counts = try await newsroom.store.queueCounts().value
            #expect(counts[.held] > 0 && counts[.pending] > 0 && counts[.approved] > counts[.held])
        }
    }
}
