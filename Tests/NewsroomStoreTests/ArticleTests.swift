import Foundation
import Newsroom
@testable import NewsroomStore
import Postgres
import TestSupport
import Testing

/// Articles in and out of the database.
struct ArticleTests {
    @Test func `An article comes back as it was stored`() async throws {
        try await TestNewsroom.lend { newsroom in
            let draft = try newsroom.draft(
                "Żółw “quoted” \\ back", standfirst: "Two\nlines", body: "{\"a\", NULL}\t🐢", tags: ["a b", "c,d", "\"e\""],
                publishAt: .start(plus: 3600), at: .start(plus: 0.123456))
            try await newsroom.insert(draft)
            let found = try await newsroom.store.article(draft.id)
            #expect(found.value == draft)
            #expect(found.cursor == (try await newsroom.log.history()?.cursor))
        }
    }

    @Test func `The largest article of all limits is taken`() async throws {
        try await TestNewsroom.lend { newsroom in
            let wide = "👩‍👩‍👧‍👦"  // one character, seven code points
            let draft = try newsroom.draft(
                String(repeating: wide, count: 200), standfirst: String(repeating: wide, count: 600),
                body: String(repeating: "a", count: Limits.maxBodyBytes),
                tags: (0..<12).map { "\($0)" + String(repeating: wide, count: 38) })
            try await newsroom.insert(draft)
            var article = try #require(try await newsroom.store.article(draft.id).value)
            try article.withdraw(reason: String(repeating: wide, count: 1000), at: .start)
            try await newsroom.change(draft.id) { article, _ in
                try article.withdraw(reason: String(repeating: "👩‍👩‍👧‍👦", count: 1000), at: .start)
            }
            #expect(try await newsroom.store.article(draft.id).value == article)
        }
    }

    @Test func `Every change leaves a revision`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.publish(newsroom.draft(), at: .start(plus: 1))
            try await newsroom.change(article.id) { article, _ in
                var change = ArticleChange()
                change.headline = "Rain now"
                try article.revise(change, at: .start(plus: 2))
            }
            let revisions = try await newsroom.store.revisions(of: article.id)
            #expect(revisions.map(\.number) == [1, 2, 3])
            #expect(revisions.map(\.status) == [.draft, .published, .published])
            #expect(revisions.map(\.content.headline) == ["Rain ahead", "Rain ahead", "Rain now"])
            #expect(revisions.map(\.changedAt) == [.start, .start(plus: 1), .start(plus: 2)])
        }
    }

    @Test func `Of two who change the same revision one is told that it is stale`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.publish(newsroom.draft())
            let change: @Sendable (String) async -> Result<Article, any Error> = { headline in
                await Result {
                    try await newsroom.change(article.id) { current, _ in
                        guard current.revision == 2 else { throw ArticleError.stale(current: current.revision) }
                        var change = ArticleChange()
                        change.headline = headline
                        try current.revise(change, at: .start(plus: 1))
                    }
                }
            }
            async let first = change("First")
            async let second = change("Second")
            let results = await [first, second]
            #expect(results.count { (try? $0.get()) != nil } == 1)
            let errors = results.compactMap { result in
                if case .failure(let error) = result { error as? ArticleError } else { nil }
            }
            #expect(errors == [.stale(current: 3)])
        }
    }

    @Test func `Saving over a revision that was not loaded fails`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.publish(newsroom.draft())
            var changed = article
            try changed.correct(at: .start(plus: 1))
            let (old, new) = (article, changed)
            try await newsroom.store.write { try await $0.save(new, replacing: old, changedBy: "a") }
            await #expect(throws: ArticleError.stale(current: 3)) {
                try await newsroom.store.write { try await $0.save(new, replacing: old, changedBy: "b") }
            }
        }
    }

    @Test func `An address leads where it should in every state`() async throws {
        try await TestNewsroom.lend { newsroom in
            let slug = try #require(Slug("rain-ahead"))
            let drop = try #require(Slug("rain-now"))
            let draft = try await newsroom.insert(newsroom.draft())
            #expect(try await newsroom.lookup(slug) == "missing")
            try await newsroom.change(draft.id) { article, _ in try article.publish(at: .start(plus: 1)) }
            #expect(try await newsroom.lookup(slug) == "found rain-ahead, 0 notes")
            try await newsroom.change(draft.id) { article, transaction in
                try article.correct(at: .start(plus: 2))
                let note = Correction(
                    id: Identifier(at: .start), kind: .typo, note: "Drizzle.", revision: article.revision,
                    createdAt: .start(plus: 2))
                try await transaction.insert(note, of: article.id)
            }
            #expect(try await newsroom.lookup(slug) == "found rain-ahead, 1 notes")
            try await newsroom.change(draft.id) { article, _ in
                var change = ArticleChange()
                change.slug = drop
                try article.revise(change, at: .start(plus: 3))
            }
            #expect(try await newsroom.lookup(slug) == "moved to rain-now")
            #expect(try await newsroom.lookup(drop) == "found rain-now, 1 notes")
            try await newsroom.change(draft.id) { article, _ in
                try article.withdraw(reason: "It stayed dry.", at: .start(plus: 4))
            }
            #expect(try await newsroom.lookup(slug) == "withdrawn: It stayed dry.")
            #expect(try await newsroom.lookup(drop) == "withdrawn: It stayed dry.")
            let dropped = try await newsroom.insert(newsroom.draft("Never seen"))
            try await newsroom.change(dropped.id) { article, _ in try article.withdraw(reason: "No.", at: .start(plus: 4)) }
            #expect(try await newsroom.lookup(Slug(phrase: "Never seen")) == "missing")
        }
    }

    @Test func `A slug is never given away twice, and can be taken back by its own article`() async throws {
        try await TestNewsroom.lend { newsroom in
            let first = try await newsroom.insert(newsroom.draft())
            let move: @Sendable (Identifier<Article>, String) async throws -> Void = { id, slug in
                try await newsroom.change(id) { article, _ in
                    var change = ArticleChange()
                    change.slug = Slug(slug)
                    try article.revise(change, at: .start)
                }
            }
            try await move(first.id, "drizzle")
            let taken = StoreError.slugTaken(Slug(phrase: "Rain ahead"))
            await #expect(throws: taken) { try await newsroom.insert(newsroom.draft()) }
            let second = try await newsroom.insert(newsroom.draft("Snow"))
            await #expect(throws: taken) { try await move(second.id, "rain-ahead") }
            await #expect(throws: StoreError.slugTaken(Slug(phrase: "drizzle"))) { try await move(second.id, "drizzle") }
            try await move(first.id, "rain-ahead")
            #expect(try await newsroom.store.article(first.id).value?.slug.text == "rain-ahead")
            let free = try await newsroom.store.write { try await $0.freeSlug(like: Slug(phrase: "Rain ahead")) }
            #expect(free.text == "rain-ahead-2")
        }
    }

    @Test func `Many who look for the same slug at once all get one of their own`() async throws {
        try await TestNewsroom.lend { newsroom in
            // «a-2» on its own collides with the second «a».
            let headlines = (0..<20).map { $0.isMultiple(of: 4) ? "A 2" : "A" }
            try await withThrowingTaskGroup { group in
                for headline in headlines {
                    group.addTask {
                        try await newsroom.store.write { transaction in
                            let slug = try await transaction.freeSlug(like: Slug(phrase: headline))
                            try await transaction.insert(newsroom.draft(headline, slug: slug.text), changedBy: "test")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await newsroom.sql("SELECT DISTINCT slug FROM newsroom.article").count == headlines.count)
        }
    }

    @Test func `More slugs than one question holds are passed over`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.insert(newsroom.draft("A"))
            try await newsroom.sql(
                "INSERT INTO newsroom.article_slug SELECT 'a-' || i, $1 FROM generate_series(2, 200) i", [article.id.uuid])
            let free = try await newsroom.store.write { try await $0.freeSlug(like: article.slug) }
            #expect(free.text == "a-201")
        }
    }
}

extension TestNewsroom {
    /// What the public gets to see at an address, in words.
    fileprivate func lookup(_ slug: Slug) async throws -> String {
        switch try await store.article(slug: slug).value {
        case .found(let article, let notes): "found \(article.slug), \(notes.count) notes"
        case .moved(let slug): "moved to \(slug)"
        case .withdrawn(_, let reason): "withdrawn: \(reason)"
        case .missing: "missing"
        }
    }
}

extension Result where Failure == any Error {
    /// What an asynchronous body gives or throws.
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
