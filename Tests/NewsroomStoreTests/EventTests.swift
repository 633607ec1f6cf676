import Foundation
import Newsroom
@testable import NewsroomStore
import Postgres
import TestSupport
import Testing

/// What the log is told of the newsroom's changes.
struct EventTests {
    @Test func `An article's life is told in order`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.insert(newsroom.draft(tags: ["rain"]))
            try await newsroom.change(article.id) { article, _ in try article.publish(at: .start(plus: 1)) }
            try await newsroom.change(article.id) { article, _ in
                var change = ArticleChange()
                change.section = newsroom.sport
                try article.revise(change, at: .start(plus: 2))
            }
            try await newsroom.change(article.id) { article, transaction in
                try article.correct(at: .start(plus: 3))
                let note = Correction(
                    id: Identifier(at: .start), kind: .factual, note: "It was snow.", revision: article.revision,
                    createdAt: .start(plus: 3))
                try await transaction.insert(note, of: article.id)
            }
            let events = try await newsroom.articleEvents()
            #expect(events.map(\.type) == ["article.published", "article.updated", "article.corrected"])
            #expect(events.map(\.revision) == [2, 3, 4])
            #expect(Set(events.map(\.subject)) == ["article/\(article.id)"])
            #expect(
                events.map(\.topics) == [
                    ["front", "section:world", "article:\(article.id)"],
                    ["front", "section:sport", "section:world", "article:\(article.id)"],
                    ["front", "section:sport", "article:\(article.id)"],
                ])
            let details = try events[2].details
            #expect(details["kind"] as? String == "factual")
            #expect(details["note"] as? String == "It was snow.")
        }
    }

    @Test func `A published article is told with all that a list shows, and no body`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.publish(newsroom.draft(tags: ["rain", "a \"b\""]), at: .start(plus: 1.2345))
            let event = try #require(try await newsroom.articleEvents().first)
            let details = try event.details
            let expected: [String: String] = [
                "id": "\(article.id)", "slug": "rain-ahead", "url": "/article/rain-ahead", "headline": "Rain ahead",
                "standfirst": "Bring a coat.", "section": "world", "section_title": "World", "author": "ana-lima",
                "byline": "Ana Lima",
                "published_at": Timestamp.text(of: .start(plus: 1.2345)),
                "updated_at": Timestamp.text(of: .start(plus: 1.2345)),
            ]
            for (key, value) in expected { #expect(details[key] as? String == value, "\(key)") }
            #expect(details["tags"] as? [String] == ["rain", "a \"b\""])
            #expect(Set(details.keys) == Set(expected.keys).union(["tags"]))
            #expect(!event.data.contains("It will"))
            let cloud = try JSONSerialization.jsonObject(with: Data(event.cloudEvent.utf8)) as? [String: Any]
            #expect(cloud?["id"] as? String == event.cursor.description)
        }
    }

    @Test func `A draft leaves no byte in the log, also when it is dropped`() async throws {
        try await TestNewsroom.lend { newsroom in
            let before = try await newsroom.feedBytes()
            let draft = try await newsroom.insert(newsroom.draft("Hush hush"))
            try await newsroom.change(draft.id) { article, _ in
                var change = ArticleChange()
                change.headline = "Hush harder"
                change.section = newsroom.sport
                try article.revise(change, at: .start(plus: 1))
            }
            try await newsroom.change(draft.id) { article, _ in try article.withdraw(reason: "No story.", at: .start(plus: 2)) }
            #expect(try await newsroom.feedBytes() == before)
            try await newsroom.sequence()
            #expect(try await newsroom.feedBytes() == before)
        }
    }

    @Test func `What is rolled back is not told`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try newsroom.draft()
            await #expect(throws: TestProblem.self) {
                try await newsroom.store.write { transaction in
                    var published = article
                    try published.publish(at: .start)
                    try await transaction.insert(published, changedBy: "test")
                    throw TestProblem("enough")
                }
            }
            #expect(try await newsroom.articleEvents().isEmpty)
        }
    }

    @Test func `A section's change is told to it, to its old address, and to the front`() async throws {
        try await TestNewsroom.lend { newsroom in
            try await newsroom.store.write { transaction in
                guard var section = try await transaction.section(newsroom.world.slug) else { throw TestProblem("no section") }
                section.slug = Slug(phrase: "Globe")
                section.title = "Globe"
                section.revision += 1
                try await transaction.save(section)
            }
            try await newsroom.sequence()
            let event = try #require(try await newsroom.log.events(after: .zero, limit: 10).last)
            #expect(event.type == "section.changed")
            #expect(event.subject == "section/\(newsroom.world.id)")
            #expect(event.topics == ["front", "section:globe", "section:world"])
            #expect(try event.details["title"] as? String == "Globe")
        }
    }
}

extension TestNewsroom {
    /// Everything that the log's tables hold, as text.
    fileprivate func feedBytes() async throws -> String {
        let tables = ["inbox", "log", "log_topic", "epoch"]
        var text = ""
        for table in tables {
            text += try await sql(
                "SELECT coalesce(string_agg(t::text, ';' ORDER BY t::text), '') AS text FROM feed.\(table) t")[0].decode("text")
        }
        return text
    }
}
