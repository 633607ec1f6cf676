import Foundation
import Newsroom
@testable import NewsroomStore
import Postgres
import TestSupport
import Testing

/// Comments in the database, and what readers do with them.
struct CommentStoreTests {
    @Test func `A first comment waits for a moderator, later ones show at once, and the log tells the right ones`() async throws
    {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.openArticle()
            let rea = try await newsroom.reader()
            let first = try await newsroom.post("Hello", to: article, by: rea)
            #expect(first.status == .pending && first.holds == [Hold(.newReader)])
            #expect(try await newsroom.now(first) == first)
            #expect(try await newsroom.events("comment.").isEmpty)
            let entry = try #require(try await newsroom.decide(.approve("Welcome"), first).entry)
            #expect(entry.change == StatusChange(from: .pending, to: .approved, revision: 2))
            let seen = try await newsroom.now(first)
            #expect(seen.status == .approved && seen.told == CommentOutcome(reason: "fine", note: "Welcome"))
            let second = try await newsroom.post("And another", to: article, answering: seen, by: rea)
            #expect(second.status == .approved && second.place.depth == 1 && second.place.root == first.id)
            let told = try await newsroom.events("comment.")
            #expect(told.map(\.type) == ["comment.posted", "comment.posted"])
            #expect(told.allSatisfy { $0.topics == ["article:\(article.id)"] })
            let mine = try await newsroom.events("notification.")
            #expect(mine.map(\.topics) == [["reader:\(rea.id)"]])
            #expect(try mine.first?.details["note"] as? String == "Welcome")
        }
    }

    @Test func `What is not there, closed, or not for somebody, is refused`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.openArticle(takesGuests: false)
            let rea = try await newsroom.reader()
            let guest = try Account(id: Identifier(at: .start), identity: .guest, name: "Kim", at: .start)
            try await newsroom.store.write { try await $0.insert(guest) }
            await #expect(throws: CommentError.guestsNotTaken) { try await newsroom.post("x", to: article, by: guest) }
            let draft = try await newsroom.insert(newsroom.draft("A draft"))
            await #expect(throws: CommentError.noArticle) { try await newsroom.post("x", to: draft, by: rea) }
            let waiting = try await newsroom.post("waiting", to: article, by: rea)
            await #expect(throws: CommentError.noParent) {
                try await newsroom.post("x", to: article, answering: waiting, by: rea)
            }
            try await newsroom.store.write {
                _ = try await $0.set(.banned, of: rea.id, because: "spam", by: .mo, at: .start)
            }
            await #expect(throws: CommentError.banned(reason: "spam")) { try await newsroom.post("x", to: article, by: rea) }
            try await newsroom.store.write {
                try await $0.set(
                    ArticleCommentPolicy(policy: .open, closeAfterDays: 1, revision: 1), of: article.id, replacing: 0, by: .mo,
                    at: .start)
            }
            let late = try await newsroom.reader("Late")
            await #expect(throws: CommentError.closed(since: .start(plus: 86_400))) {
                try await newsroom.post("x", to: article, by: late, at: .start(plus: 86_400))
            }
        }
    }

    @Test func `An edit keeps what was said, is held anew, and a removal takes all words for good`() async throws {
        try await TestNewsroom.lend { newsroom in
            let (store, rea) = (newsroom.store, try await newsroom.reader())
            let article = try await newsroom.openArticle()
            let first = try await newsroom.post("One", to: article, by: rea)
            try await newsroom.decide(.approve(), first)
            let edited = try await store.write {
                try await $0.edit(first.id, CommentText("Two"), by: rea.id, at: .start(plus: 5))
            }
            // A moderator had read the first words.
            #expect(edited.status == .pending && edited.holds.map(\.reason) == [.edited])
            #expect(try await store.revisions(of: first.id).map(\.body) == ["One", "Two"])
            #expect(try await newsroom.events("comment.").last?.type == "comment.removed")
            // A decision between two edits is no wording of its own.
            try await newsroom.decide(.approve(), edited)
            _ = try await store.write {
                try await $0.edit(first.id, CommentText("Three"), by: rea.id, at: .start(plus: 6))
            }
            #expect(try await store.revisions(of: first.id).map(\.body) == ["One", "Two", "Three"])
            await #expect(throws: CommentError.editWindowOver(since: .start(plus: 600))) {
                try await store.write { try await $0.edit(first.id, CommentText("x"), by: rea.id, at: .start(plus: 601)) }
            }
            let other = try await newsroom.reader("Other")
            await #expect(throws: CommentError.noComment) {
                try await store.write { try await $0.remove(first.id, by: other.id, at: .start(plus: 7)) }
            }
            try await store.write { try await $0.remove(first.id, by: rea.id, at: .start(plus: 8)) }
            #expect(try await store.revisions(of: first.id).isEmpty)
            let gone = try await newsroom.now(first)
            #expect(gone.status == .removed && gone.text == .none)
            let texts = try await newsroom.events("").map(\.data)
            #expect(texts.allSatisfy { !$0.contains("One") && !$0.contains("Two") })
        }
    }

    @Test func `Threads come in pages, with places of what cannot be seen, and each sees own comments`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let article = try await newsroom.openArticle()
            let mod = try await newsroom.reader("Mod", role: .moderator)
            let rea = try await newsroom.reader()
            var roots: [Comment] = []
            for number in 0..<5 {
                // Two of the same microsecond each.
                let time = Date.start(plus: Double(number / 2) * 0.000_001)
                roots.append(try await newsroom.post("Root \(number)", to: article, by: mod, at: time))
            }
            let answer = try await newsroom.post("Answer", to: article, answering: roots[1], by: mod, at: .start(plus: 9))
            let hidden = try await newsroom.post("Held", to: article, answering: answer, by: rea, at: .start(plus: 10))
            try await newsroom.decide(.reject(), roots[1])
            try await newsroom.decide(.reject(), roots[2])
            for order in [CommentOrder.newest, .oldest] {
                var seen: [Identifier<Comment>] = []
                var query = CommentQuery(of: article.id, order: order, limit: 2)
                repeat {
                    let page = try #require(try await store.comments(query).value)
                    #expect(page.count == 4)
                    seen += page.entries.map(\.id)
                    query.page = page.next.flatMap { PageToken($0.description) }
                } while query.page != nil
                #expect(Set(seen) == [roots[0].id, roots[1].id, answer.id, roots[3].id, roots[4].id] && seen.count == 5)
            }
            let page = try #require(try await store.comments(CommentQuery(of: article.id, thread: roots[1].id)).value)
            #expect(page.entries.first == .gone(id: roots[1].id, roots[1].place))
            #expect(page.entries.map(\.id) == [roots[1].id, answer.id])
            let own = try #require(
                try await store.comments(CommentQuery(of: article.id, seenBy: rea.id, thread: roots[1].id)).value)
            #expect(own.entries.map(\.id) == [roots[1].id, answer.id, hidden.id])
            #expect(try await store.commentCounts(of: [article.id]) == [article.id: 4])
        }
    }

    @Test func `A page of long threads ends before there are too many comments on it`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.openArticle()
            let mod = try await newsroom.reader("Mod", role: .moderator)
            var roots: [Comment] = []
            for number in 0..<6 {
                roots.append(try await newsroom.post("Root \(number)", to: article, by: mod, at: .start(plus: Double(number))))
            }
            try await newsroom.sql(
                """
                INSERT INTO newsroom.comment (
                    id, article_id, parent_id, root_id, depth, account_id, body, body_html, fingerprint, status, revision, created_at,
                    updated_at)
                SELECT gen_random_uuid(), article_id, id, id, 1, account_id, 'x', '<p>x</p>', fingerprint, 'approved', 1,
                    created_at + n * interval '1 second', now()
                FROM newsroom.comment, generate_series(1, $1::integer) n
                """, [Limits.maxThreadComments])
            for order in [CommentOrder.newest, .oldest] {
                var query = CommentQuery(of: article.id, order: order, limit: 100)
                let first = try #require(try await newsroom.store.comments(query).value)
                #expect(first.entries.count == Limits.maxListedComments)
                #expect(first.next != nil)
                query.page = first.next
                let last = try #require(try await newsroom.store.comments(query).value)
                #expect(last.entries.count == 2 * Limits.maxThreadComments && last.next == nil)
                let shown = (first.entries + last.entries).filter { $0.place.parent == nil }.map(\.id)
                #expect(shown == (order == .oldest ? roots : roots.reversed()).map(\.id))
            }
        }
    }

    @Test func `A thread that is longer than a page is read to its end, each page with what it answers`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.openArticle()
            let mod = try await newsroom.reader("Mod", role: .moderator)
            let rea = try await newsroom.reader()
            let root = try await newsroom.post("Root", to: article, by: mod)
            let parent = try await newsroom.post("Parent", to: article, answering: root, by: mod, at: .start(plus: 1))
            let other = try await newsroom.post("Other", to: article, by: mod)
            // Three of the same microsecond each.
            try await newsroom.sql(
                """
                INSERT INTO newsroom.comment (
                    id, article_id, parent_id, root_id, depth, account_id, body, body_html, fingerprint, status, revision, created_at,
                    updated_at)
                SELECT gen_random_uuid(), article_id, id, root_id, 2, account_id, 'x', '<p>x</p>', fingerprint, 'approved', 1,
                    created_at + (n / 3) * interval '1 microsecond', now()
                FROM newsroom.comment, generate_series(3, $1::integer) n WHERE id = $2
                """, [2 * Limits.maxThreadComments, parent.id.uuid])
            let held = try await newsroom.post("Held", to: article, answering: parent, by: rea, at: .start(plus: 2))
            let list = try #require(try await newsroom.store.comments(CommentQuery(of: article.id)).value)
            #expect(list.entries.count == Limits.maxThreadComments + 1 && list.next == nil)
            #expect(
                list.further.keys.sorted { $0.description < $1.description } == [root.id]
                    && list.entries.contains { $0.id == other.id })
            for reader in [nil, rea.id] {
                var query = CommentQuery(of: article.id, seenBy: reader, thread: root.id)
                var seen: [Identifier<Comment>] = []
                repeat {
                    let page = try #require(try await newsroom.store.comments(query).value)
                    #expect(page.entries.prefix(2).map(\.id) == [root.id, parent.id] && page.further[root.id] == page.next)
                    seen += page.entries.dropFirst(2).map(\.id)
                    query.page = page.next
                } while query.page != nil
                #expect(
                    Set(seen).count == seen.count && seen.count == 2 * Limits.maxThreadComments - 2 + (reader == nil ? 0 : 1))
                #expect(seen.contains(held.id) == (reader != nil))
            }
        }
    }

    @Test func `The same words again are held, from others only when they are many`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.openArticle()
            let (rea, ben) = (try await newsroom.reader("Rea"), try await newsroom.reader("Ben"))
            let advert = "Visit our shop for the finest carpets in town, we are open until ten"
            _ = try await newsroom.post(advert, to: article, by: rea, at: .now)
            let again = try await newsroom.post(
                "VISIT our shop — for the finest carpets in town; we are open until ten!", to: article, by: ben, at: .now)
            #expect(again.holds.contains(Hold(.repeated, "1")))
            let dressed = CommentText(
                markdown: "V&#105;sit " + advert.dropFirst(6), html: "<p>V<em>i</em>sit \(advert.dropFirst(6))</p>")
            let third = try await newsroom.store.write { try await $0.post(dressed, to: article.id, by: ben.id, at: .now) }
            #expect(third.holds.contains(Hold(.repeated, "2")))
            _ = try await newsroom.post("Thanks", to: article, by: rea, at: .now)
            #expect(try await newsroom.post("Thanks!", to: article, by: ben, at: .now).holds == [Hold(.newReader)])
            #expect(try await newsroom.post("thanks", to: article, by: rea, at: .now).holds.contains(Hold(.repeated, "2")))
            for text in ["👍", "👏", "!!!"] {
                #expect(try await newsroom.post(text, to: article, by: rea, at: .now).holds == [Hold(.newReader)])
            }
        }
    }

    @Test func `Lists of words are read once an edition, and of two changes the second is stale`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            #expect(try await store.words().revision == 1)
            _ = try await store.write {
                try await $0.setWords(banned: ["foo", "bar"], suspect: ["bar", "baz"], revision: 1, by: .mo, at: .start)
            }
            let words = try await store.words()
            #expect(words.revision == 2 && words.words.map(\.word) == ["bar", "foo", "baz"])
            await #expect(throws: CommentError.stale(current: 2)) {
                try await store.write { try await $0.setWords(banned: [], suspect: [], revision: 1, by: .mo, at: .start) }
            }
            let article = try await newsroom.openArticle()
            let held = try await newsroom.post("f\u{200B}oo", to: article, by: newsroom.reader())
            #expect(held.holds.first == Hold(.bannedWord, "foo"))
        }
    }
}
