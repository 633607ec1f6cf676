import Foundation
import Newsroom
@testable import NewsroomStore
import TestSupport
import Testing

/// Lists, their pages and their cursor.
struct ListTests {
    /// Each with the statement of its own, or the one for any mix.
    @Test(arguments: [
        ArticleFilter(), ArticleFilter(section: Slug(phrase: "World")), ArticleFilter(author: Slug(phrase: "Ana Lima")),
        ArticleFilter(tag: "rain"),
        ArticleFilter(search: "umbrella"), ArticleFilter(section: Slug(phrase: "World"), tag: "rain", search: "umbrella"),
    ]) func `Pages hold every article once, newest first, also those of the same microsecond`(filter: ArticleFilter)
        async throws
    {
        try await TestNewsroom.lend { newsroom in
            var ids: [Identifier<Article>] = []
            for number in 0..<23 {
                // Three of the same microsecond each, one microsecond apart.
                let time = Date.start(plus: Double(number / 3) * 0.000_001)
                ids.append(try await newsroom.publish(newsroom.draft("Umbrella \(number)", tags: ["rain"]), at: time).id)
            }
            var pages: [[Article]] = []
            var token: PageToken?
            repeat {
                let page = try await newsroom.store.articles(filter, after: token, limit: 4).value
                pages.append(page.items)
                // As a client would send it back.
                token = page.next.flatMap { PageToken($0.description) }
            } while token != nil
            #expect(pages.map(\.count) == [4, 4, 4, 4, 4, 3])
            let seen = pages.joined().map(\.id)
            #expect(Set(seen) == Set(ids) && seen.count == ids.count)
            let keys = pages.joined().map { ($0.publishedAt ?? .distantPast, $0.id.description) }
            #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 > $1 })
        }
    }

    @Test func `Filters choose by section, tag, author and state`() async throws {
        try await TestNewsroom.lend { newsroom in
            try await newsroom.publish(newsroom.draft("A", tags: ["x"]))
            try await newsroom.publish(newsroom.draft("B", tags: ["x", "y"], section: newsroom.sport), at: .start(plus: 1))
            try await newsroom.insert(newsroom.draft("C", tags: ["x"], at: .start(plus: 2)))
            let cases: [(ArticleFilter, [String])] = [
                (ArticleFilter(), ["B", "A"]),
                (ArticleFilter(section: newsroom.world.slug), ["A"]),
                (ArticleFilter(section: Slug(phrase: "Nowhere")), []),
                (ArticleFilter(tag: "y"), ["B"]),
                (ArticleFilter(tag: "Y"), []),
                (ArticleFilter(author: newsroom.ana.slug), ["B", "A"]),
                (ArticleFilter(statuses: [.draft]), ["C"]),
                (ArticleFilter(statuses: [.draft, .published]), ["C", "B", "A"]),
                (ArticleFilter(section: newsroom.world.slug, tag: "x"), ["A"]),
                (ArticleFilter(section: newsroom.sport.slug, author: newsroom.ana.slug, statuses: [.draft]), []),
                (ArticleFilter(statuses: []), []),
            ]
            for (filter, expected) in cases {
                let page = try await newsroom.store.articles(filter, after: nil, limit: 100).value
                #expect(page.items.map(\.content.headline) == expected, "\(filter)")
                #expect(page.next == nil)
            }
        }
    }

    @Test func `Search reads like a search engine's`() async throws {
        let cases = [
            ("umbrellas", ["Umbrella"]), ("\"heavy rain\"", ["Storm"]), ("rain -heavy", ["Umbrella"]),
            ("rain or sun", ["Sun", "Storm", "Umbrella"]), ("beach", ["Sun"]), ("", []), ("the", []), ("' OR 1=1 --", []),
            ("heavy rain (", ["Storm"]),
        ]
        try await TestNewsroom.lend { newsroom in
            try await newsroom.publish(newsroom.draft("Umbrella", standfirst: "For the rain", body: ""))
            try await newsroom.publish(newsroom.draft("Storm", standfirst: "", body: "A heavy rain fell."), at: .start(plus: 1))
            try await newsroom.publish(
                newsroom.draft("Sun", standfirst: "", body: "", tags: ["beach life"]), at: .start(plus: 2))
            try await newsroom.insert(newsroom.draft("Umbrella draft"))
            for (query, headlines) in cases {
                let page = try await newsroom.store.articles(ArticleFilter(search: query), after: nil, limit: 10).value
                #expect(page.items.map(\.content.headline) == headlines, "«\(query)»")
            }
        }
    }

    @Test func `A list's cursor is of its own snapshot, so that no later change is missed`() async throws {
        try await TestNewsroom.lend { newsroom in
            try await newsroom.publish(newsroom.draft("A"))
            let early = try await newsroom.store.articles(ArticleFilter(), after: nil, limit: 10)
            // Committed and not sequenced: visible, and told again after the cursor.
            #expect(early.value.items.count == 1)
            try await newsroom.sequence()
            let events = try await newsroom.log.events(after: early.cursor.position, limit: 10)
            #expect(events.map(\.type) == ["article.published"])
            let late = try await newsroom.store.articles(ArticleFilter(), after: nil, limit: 10)
            #expect(try await newsroom.log.events(after: late.cursor.position, limit: 10).isEmpty)
        }
    }

    @Test func `Sections stand in the order in which they were made`() async throws {
        try await TestNewsroom.lend { newsroom in
            let sections = try await newsroom.store.sections().value
            #expect(sections == [newsroom.world, newsroom.sport])
            #expect(try await newsroom.store.section(Slug(phrase: "Sport")) == newsroom.sport)
            #expect(try await newsroom.store.author(Slug(phrase: "Ana Lima")) == newsroom.ana)
            await #expect(throws: StoreError.slugTaken(newsroom.world.slug)) {
                try await newsroom.store.write { try await $0.insert(newsroom.world.copy()) }
            }
        }
    }

    @Test func `Of two who change the same revision of a section one is told that it is stale`() async throws {
        try await TestNewsroom.lend { newsroom in
            var section = newsroom.world
            section.title = "Globe"
            section.revision += 1
            let changed = section
            try await newsroom.store.write { try await $0.save(changed) }
            await #expect(throws: ArticleError.stale(current: 2)) {
                try await newsroom.store.write { try await $0.save(changed) }
            }
        }
    }

    @Test func `A newsroom without sections and articles is empty`() async throws {
        try await TestNewsroom.lend { newsroom in
            #expect(try await newsroom.store.isEmpty() == false)
            try await newsroom.sql("DELETE FROM newsroom.section")
            #expect(try await newsroom.store.isEmpty())
            try await newsroom.store.isReady()
            try await newsroom.sql("DELETE FROM feed.epoch")
            await #expect(throws: StoreError.self) { try await newsroom.store.isReady() }
        }
    }
}

extension Newsroom.Section {
    /// Another section of the same address.
    fileprivate func copy() -> Newsroom.Section {
        Newsroom.Section(id: Identifier(at: .start), slug: slug, title: title, updatedAt: .start)
    }
}
