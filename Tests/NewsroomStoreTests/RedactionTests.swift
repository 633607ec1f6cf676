import Foundation
import Newsroom
@testable import NewsroomStore
import Postgres
import TestSupport
import Testing

/// Takedowns: no word of a withdrawn article is left in the log.
struct RedactionTests {
    @Test(arguments: [true, false]) func `Earlier events go blank, whether they were sequenced or not`(isSequenced: Bool)
        async throws
    {
        try await TestNewsroom.lend { newsroom in
            let other = try await newsroom.publish(newsroom.draft("Stays here"))
            let article = try await newsroom.publish(newsroom.draft("Secret words"))
            if isSequenced { try await newsroom.sequence() }
            try await newsroom.change(article.id) { article, _ in
                var change = ArticleChange()
                change.headline = "More secret words"
                change.section = newsroom.sport
                try article.revise(change, at: .start(plus: 1))
            }
            if isSequenced { try await newsroom.sequence() }
            try await newsroom.change(article.id) { article, _ in try article.withdraw(reason: "Wrong.", at: .start(plus: 2)) }
            let events = try await newsroom.articleEvents()
            #expect(events.map(\.type) == ["article.published", "article.published", "article.updated", "article.withdrawn"])
            #expect(events.map(\.isTakedown) == [false, false, false, true])
            #expect(events[1...2].map(\.data) == [Event.redactedData, Event.redactedData])
            #expect(try events[0].details["id"] as? String == "\(other.id)")
            let details = try events[3].details
            #expect(details["url"] as? String == "/article/\(article.id)")
            #expect(details["reason"] as? String == "Wrong.")
            // It goes off every page that ever showed it.
            #expect(events[3].topics == ["front", "section:sport", "section:world", "article:\(article.id)"])
            let text = try await newsroom.sql("SELECT string_agg(l::text, ';') AS text FROM feed.log l")[0].decode(
                "text", as: String.self)
            #expect(!text.lowercased().contains("secret"))
        }
    }

    @Test func `Published, changed and withdrawn in one transaction leaves no word either`() async throws {
        try await TestNewsroom.lend { newsroom in
            let draft = try await newsroom.insert(newsroom.draft("Secret words"))
            try await newsroom.store.write { transaction in
                guard var article = try await transaction.article(draft.id) else { throw TestProblem("no draft") }
                var old = article
                try article.publish(at: .start)
                try await transaction.save(article, replacing: old, changedBy: "test")
                old = article
                try article.withdraw(reason: "Wrong.", at: .start)
                try await transaction.save(article, replacing: old, changedBy: "test")
            }
            let events = try await newsroom.articleEvents()
            #expect(events.map(\.type) == ["article.published", "article.withdrawn"])
            #expect(events[0].data == Event.redactedData)
        }
    }

    @Test func `A deleted article is taken down like a withdrawn one`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.publish(newsroom.draft("Secret words"))
            try await newsroom.sql("DELETE FROM newsroom.article WHERE id = $1", [article.id.uuid])
            let events = try await newsroom.articleEvents()
            #expect(events.map(\.type) == ["article.published", "article.withdrawn"])
            #expect(events[0].data == Event.redactedData)
            #expect(!events[1].data.contains("secret"))
        }
    }

    @Test func `A withdrawn article takes its comments with it, and no more are told under it`() async throws {
        try await TestNewsroom.lend { newsroom in
            let (article, rea) = (try await newsroom.openArticle(), try await newsroom.reader())
            let seen = try await newsroom.post("Secret words", to: article, by: rea)
            let waiting = try await newsroom.post("More secret words", to: article, by: rea)
            try await newsroom.decide(.approve(), seen)
            let told = { try await newsroom.events("comment.").map { ($0.type, $0.subject, $0.data == Event.redactedData) } }
            #expect(try await told().map(\.0) == ["comment.posted"])
            try await newsroom.change(article.id) { article, _ in try article.withdraw(reason: "Wrong.", at: .start(plus: 2)) }
            let after = try await told()
            #expect(after.map(\.0) == ["comment.posted", "comment.removed"] && after.map(\.2) == [true, false])
            #expect(after.map(\.1) == Array(repeating: "comment/\(seen.id)", count: 2))
            try await newsroom.decide(.approve(), waiting)
            #expect(try await told().count == 2)
            try await newsroom.decide(.reject(), waiting, revision: 2)
            #expect(try await told().map(\.0) == ["comment.posted", "comment.removed", "comment.removed"])
        }
    }

    @Test func `Of a withdrawal and an approval at once no word is left, whichever is first`() async throws {
        try await TestNewsroom.lend { newsroom in
            for _ in 0..<10 {
                let (article, rea) = (try await newsroom.openArticle(), try await newsroom.reader())
                let comment = try await newsroom.post("Secret words", to: article, by: rea)
                async let decided = newsroom.decide(.approve(), comment)
                try await newsroom.change(article.id) { article, _ in
                    try article.withdraw(reason: "Wrong.", at: .start(plus: 2))
                }
                _ = try await decided
            }
            let events = try await newsroom.events("comment.")
            #expect(events.allSatisfy { !$0.data.contains("Secret") })
        }
    }

    @Test func `A takedown blanks what came before it and nothing that comes after`() async throws {
        try await TestNewsroom.lend { newsroom in
            for (revision, isTakedown) in [(1, false), (2, true), (3, false)] {
                try await newsroom.sql(
                    "SELECT feed.append('comment.posted', 'comment/1', ARRAY['article:1'], $1, '{\"words\": 1}', $2)",
                    [revision, isTakedown])
            }
            try await newsroom.sql("SELECT feed.append('comment.posted', 'comment/2', ARRAY['article:1'], 1, '{\"words\": 1}')")
            try await newsroom.sequence()
            let events = try await newsroom.log.events(
                of: ["article:1"], after: .zero, through: Position(1000), limit: 10)
            #expect(events.map { $0.data == Event.redactedData } == [true, false, false, false])
        }
    }

    @Test func `A withdrawn article is in no list and no search, and editors still see its revisions`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.publish(newsroom.draft("Secret words", tags: ["hush"]))
            try await newsroom.change(article.id) { article, _ in try article.withdraw(reason: "Wrong.", at: .start(plus: 2)) }
            let filters = [
                ArticleFilter(), ArticleFilter(section: newsroom.world.slug), ArticleFilter(tag: "hush"),
                ArticleFilter(search: "secret"),
            ]
            for filter in filters {
                #expect(try await newsroom.store.articles(filter, after: nil, limit: 10).value.items.isEmpty)
            }
            let everywhere = ArticleFilter(statuses: Set(ArticleStatus.allCases), search: "secret")
            #expect(try await newsroom.store.articles(everywhere, after: nil, limit: 10).value.items.isEmpty)
            #expect(
                try await newsroom.store.revisions(of: article.id).map(\.content.headline)
                    == Array(repeating: "Secret words", count: 3))
        }
    }
}
