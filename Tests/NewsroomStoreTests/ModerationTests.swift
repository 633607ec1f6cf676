import Foundation
import Newsroom
@testable import NewsroomStore
import Postgres
import TestSupport
import Testing

/// Decisions, queues, claims and consoles in the database.
struct ModerationTests {
    @Test func `Fifty moderators on two hundred comments: one decision each, and every loser is told`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.openArticle(.premoderated)
            let readers = try await [newsroom.reader("A"), newsroom.reader("B"), newsroom.reader("C")]
            var comments: [Comment] = []
            for number in 0..<200 {
                comments.append(try await newsroom.post("Comment \(number)", to: article, by: readers[number % 3]))
            }
            let all = comments
            let results = try await withThrowingTaskGroup(of: [DecisionResult].self) { group in
                for number in 0..<50 {
                    let actor = AuditActor(id: UUID(), name: "Moderator \(number)")
                    let ruling = try number % 2 == 0 ? Ruling.approve() : Ruling.reject()
                    group.addTask {
                        var results: [DecisionResult] = []
                        var rest = all.shuffled()
                        while !rest.isEmpty {
                            // Alone or at one stroke.
                            let some = rest.prefix(Int.random(in: 1...20))
                            rest.removeFirst(some.count)
                            let read = some.map { ReadComment($0.id, revision: $0.revision) }
                            results += try await newsroom.store.write {
                                try await $0.decide(ruling, on: read, by: actor, batch: Identifier(at: .now), at: .now)
                            }
                        }
                        return results
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(results.count == 50 * 200)
            let won = results.compactMap(\.entry)
            #expect(Set(won.compactMap(\.comment)).count == 200 && won.count == 200)
            let winners = Dictionary(won.map { ($0.comment, $0.id) }, uniquingKeysWith: { first, _ in first })
            let losers = results.filter { $0.entry == nil }
            #expect(losers.allSatisfy { $0.winner?.id == winners[$0.comment] })
            try await expectAuditEqualsStates(newsroom)
        }
    }

    /// Replays the audit: every comment begins pending here.
    private func expectAuditEqualsStates(_ newsroom: TestNewsroom) async throws {
        let rows = try await newsroom.sql(
            """
            SELECT count(*) FILTER (WHERE c.status IS DISTINCT FROM coalesce(last.to_status, 'pending')) AS wrong,
                count(*) FILTER (WHERE c.revision IS DISTINCT FROM coalesce(last.revision, 1)) AS behind
            FROM newsroom.comment c LEFT JOIN LATERAL (
                SELECT to_status, revision FROM newsroom.audit a WHERE a.comment_id = c.id ORDER BY number DESC LIMIT 1) last ON true
            """)
        #expect(try rows.first?.decode("wrong") == 0 && rows.first?.decode("behind") == 0)
        let breaks = try await newsroom.sql(
            """
            SELECT 1 FROM (SELECT from_status, lag(to_status) OVER (PARTITION BY comment_id ORDER BY revision) AS was FROM newsroom.audit
                WHERE comment_id IS NOT NULL AND revision IS NOT NULL) step WHERE was IS NOT NULL AND was <> from_status
            """)
        #expect(breaks.isEmpty)
    }

    @Test func `A rejected comment's words leave the public log at once, and stay for moderators`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.openArticle()
            let rea = try await newsroom.reader()
            let comment = try await newsroom.post("Unspeakable", to: article, by: rea)
            try await newsroom.decide(.approve(), comment)
            let edited = try await newsroom.store.write {
                try await $0.edit(comment.id, CommentText("Unspeakable again"), by: rea.id, at: .start(plus: 1))
            }
            try await newsroom.decide(.approve(), edited)
            #expect(try await newsroom.events("comment.").contains { $0.data.contains("Unspeakable") })
            try await newsroom.decide(.reject("Not this."), edited, revision: edited.revision + 1)
            let told = try await newsroom.events("comment.")
            #expect(told.map(\.type) == ["comment.posted", "comment.removed", "comment.posted", "comment.removed"])
            #expect(told.allSatisfy { !$0.data.contains("Unspeakable") })
            #expect(told.filter { $0.type == "comment.posted" }.allSatisfy { $0.data == Event.redactedData })
            #expect(try await newsroom.events("moderation.comment").contains { $0.data.contains("Unspeakable") })
            // Its author is told why of the decision, and of nothing that held it.
            #expect(try await newsroom.now(comment).told == CommentOutcome(reason: "off_topic", note: "Not this."))
            #expect(edited.told == nil)
        }
    }

    @Test func `A batch is undone as one, but for what has moved on`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let article = try await newsroom.openArticle(.premoderated)
            let rea = try await newsroom.reader()
            var comments: [Comment] = []
            for number in 0..<4 { comments.append(try await newsroom.post("C\(number)", to: article, by: rea)) }
            let read = comments.map { ReadComment($0.id, revision: 1) }
            let batch = Identifier<AuditBatch>(at: .now)
            let made = try await store.write { try await $0.decide(.reject("no"), on: read, by: .mo, batch: batch, at: .now) }
            #expect(made.compactMap(\.entry).allSatisfy { $0.batch == batch })
            try await newsroom.decide(.approve(), comments[2], revision: 2, by: .kit)
            let undone = try await store.write {
                try await $0.undo(batch: batch, as: Identifier(at: .now), by: .mo, at: .now)
            }
            #expect(undone.compactMap(\.entry?.comment).count == 3)
            #expect(undone.first { $0.comment == comments[2].id }?.winner?.actor == .kit)
            var states: [CommentStatus] = []
            for comment in comments { states.append(try await newsroom.now(comment).status) }
            #expect(states == [.pending, .pending, .approved, .pending])
            let again = try await store.write { try await $0.undo(batch: batch, as: Identifier(at: .now), by: .mo, at: .now) }
            #expect(again.allSatisfy { $0.entry == nil } && again.count == 4)
            #expect(
                try await store.write { try await $0.undo(batch: Identifier(at: .now), as: batch, by: .mo, at: .now) }.isEmpty)
            try await expectAuditEqualsStates(newsroom)
        }
    }

    @Test func `Who decides on changed words is shown them, and what changes nothing is refused`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.openArticle(.premoderated)
            let rea = try await newsroom.reader()
            let comment = try await newsroom.post("One", to: article, by: rea)
            _ = try await newsroom.store.write {
                try await $0.edit(comment.id, CommentText("Two"), by: rea.id, at: .start(plus: 1))
            }
            guard case .changed(let item) = try await newsroom.decide(.approve(), comment).loss else {
                Issue.record("the words had changed")
                return
            }
            #expect(item.text.contains("Two"))
            try await newsroom.decide(.approve(), comment, revision: 2)
            guard case .notAllowed = try await newsroom.decide(.approve(), comment, revision: 3).loss else {
                Issue.record("it was approved already")
                return
            }
            let missing = try await newsroom.store.write {
                try await $0.decide(.approve(), on: [ReadComment(Identifier(at: .now), revision: 1)], by: .mo, at: .now)
            }
            guard case .missing = missing.first?.loss else {
                Issue.record("there is no such comment")
                return
            }
        }
    }

    @Test func `A claim keeps others from deciding until it ends, and ends with the decision`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let article = try await newsroom.openArticle(.premoderated)
            let comment = try await newsroom.post("One", to: article, by: newsroom.reader())
            let (mine, yours) = (Identifier<Console>(at: .now), Identifier<Console>(at: .now))
            try await store.openConsole(mine, by: .mo)
            try await store.openConsole(yours, by: .kit)
            guard case .claimed(let claim) = try await store.claim(comment.id, from: mine) else {
                Issue.record("nobody had it")
                return
            }
            #expect(try await store.claim(comment.id, from: yours) == .taken(claim))
            guard case .claimed(let refusing) = try await newsroom.decide(.approve(), comment, by: .kit).loss else {
                Issue.record("it was claimed")
                return
            }
            #expect(refusing == claim)
            #expect(try await newsroom.decide(.approve(), comment, by: .mo).entry != nil)
            #expect(try await store.claim(on: comment.id) == nil)
            #expect(try await store.claim(Identifier(at: .now), from: mine) == .noComment)
            // A lease that is over counts for nothing, though its row is still there.
            _ = try await store.claim(comment.id, from: yours)
            try await newsroom.sql("UPDATE newsroom.claim SET expires_at = now() - interval '1 second'")
            #expect(try await newsroom.decide(.reject(), comment, revision: 2, by: .mo).entry != nil)
            guard case .claimed = try await store.claim(comment.id, from: mine) else {
                Issue.record("it was over")
                return
            }
            try await store.closeConsole(mine)
            let told = try await newsroom.events("moderation.").map(\.type)
            #expect(told.count { $0 == "moderation.claimed" } == 3)
            #expect(told.count { $0 == "moderation.released" } == 2)
            #expect(try await store.claim(comment.id, from: mine) == .noConsole)
        }
    }

    @Test func `Consoles that are not renewed are swept, with what they claimed`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let article = try await newsroom.openArticle(.premoderated)
            let comment = try await newsroom.post("One", to: article, by: newsroom.reader())
            let console = Identifier<Console>(at: .now)
            try await store.openConsole(console, by: .mo)
            try await store.look(at: comment.id, from: console)
            _ = try await store.claim(comment.id, from: console)
            #expect(try await store.renewConsole(console))
            #expect(try await store.sweepConsoles() == 0)
            let room = try await store.room().value
            #expect(room.present == [Presence(console: console, moderator: .mo, lookingAt: comment.id)])
            #expect(room.claims.map(\.comment) == [comment.id] && room.counts[.held] == 1)
            try await newsroom.sql("UPDATE newsroom.console SET expires_at = now() - interval '1 second'")
            #expect(try await !store.renewConsole(console))
            #expect(try await store.room().value.present.isEmpty)
            #expect(try await store.sweepConsoles() == 1)
            #expect(try await store.room().value.claims.isEmpty)
            #expect(try await newsroom.events("moderation.presence").count == 3)
        }
    }

    @Test func `Queues are listed in pages by any filter, and the context shows what surrounds a comment`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let article = try await newsroom.openArticle(.premoderated)
            let (rea, mod) = (try await newsroom.reader(), try await newsroom.reader("Mod", role: .moderator))
            let root = try await newsroom.post("Root", to: article, by: mod)
            var comments: [Comment] = []
            for number in 0..<5 {
                comments.append(
                    try await newsroom.post(
                        "See example.org/\(number)", to: article, answering: root, by: rea, at: .start(plus: Double(number / 2))
                    ))
            }
            for order in CommentOrder.allCases {
                var seen: [Identifier<Comment>] = []
                var token: PageToken?
                repeat {
                    let read = try await store.queue(QueueFilter(.held, order: order, reason: "link"), after: token, limit: 2)
                    seen += read.value.page.items.map(\.id)
                    token = read.value.page.next
                    #expect(read.value.counts[.held] == 5 && read.value.counts[.approved] == 1)
                } while token != nil
                #expect(Set(seen) == Set(comments.map(\.id)) && seen.count == 5)
            }
            let filters = [
                QueueFilter(.held, section: newsroom.sport.slug), QueueFilter(.held, reader: mod.id), QueueFilter(.pending),
                QueueFilter(.held, article: Identifier(at: .now)), QueueFilter(.reported), QueueFilter(.held, reason: "spam"),
            ]
            for filter in filters {
                #expect(try await store.queue(filter, after: nil, limit: 10).value.page.items.isEmpty, "\(filter)")
            }
            try await newsroom.decide(.reject("no adverts"), comments[0])
            let noted = comments[1].id
            _ = try await store.write { try await $0.addNote("watch this one", to: noted, by: .kit, at: .now) }
            let context = try #require(try await store.context(of: comments[1].id).value)
            #expect(context.ancestors.map(\.id) == [root.id] && context.siblings.count == 4 && context.answers.isEmpty)
            #expect(context.audit.map(\.note) == ["watch this one"])
            #expect(context.reader.history.rejectionRate == 1 && context.reader.recent.count == 5)
            #expect(try await store.context(of: root.id).value?.answers.count == 5)
            let audit = try await store.audit(reader: rea.id, after: nil, limit: 1)
            #expect(audit.items.count == 1)
            let rest = try await store.audit(reader: rea.id, after: audit.next, limit: 5)
            #expect(rest.items.map(\.action) == [.decide])
            try await newsroom.sql("ALTER TABLE newsroom.audit OWNER TO CURRENT_USER")
            await #expect(throws: PostgresError.self) { try await newsroom.sql("DELETE FROM newsroom.audit") }
        }
    }

    @Test func `A list by reason is what the reasons of its items say, and the log says the same`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let article = try await newsroom.openArticle()
            let mod = try await newsroom.reader("Mod", role: .moderator)
            let held = try await newsroom.post("See example.org", to: article, by: newsroom.reader())
            let reported = try await newsroom.post("Hmm", to: article, by: mod)
            try await newsroom.report(reported, by: newsroom.reader("Ben"), because: .spam)
            try await newsroom.report(reported, by: newsroom.reader("Cem"), because: .untrue)
            let dismissed = try await newsroom.post("Well", to: article, by: mod)
            try await newsroom.report(dismissed, by: newsroom.reader("Dan"), because: .spam)
            try await newsroom.decide(Ruling(.approve, because: .inContext), dismissed)
            let rejected = try await newsroom.post("No", to: article, by: mod)
            try await newsroom.decide(.reject(), rejected)
            let restored = try await newsroom.post("Yes", to: article, by: mod)
            _ = try await newsroom.undo(newsroom.decide(.reject(), restored))
            let expected = [
                held.id: ["link", "new_reader"], reported.id: ["spam", "untrue"], dismissed.id: ["in_context"],
                rejected.id: ["off_topic"], restored.id: [],
            ]
            var told: [String: [String]] = [:]
            for event in try await newsroom.events("moderation.comment") {
                let details = try event.details
                if let id = details["id"] as? String { told[id] = details["reasons"] as? [String] }
            }
            #expect(told == Dictionary(uniqueKeysWithValues: expected.map { ("\($0)", $1) }))
            for queue in QueueName.allCases {
                let all = try await store.queue(QueueFilter(queue), after: nil, limit: 10).value.page.items
                for item in all { #expect(try item.details["reasons"] as? [String] == expected[item.id]) }
                for reason in Set(expected.values.joined()) {
                    for order in CommentOrder.allCases {
                        let filter = QueueFilter(queue, order: order, reason: reason)
                        let found = try await store.queue(filter, after: nil, limit: 10).value.page.items
                        let wanted = all.filter { expected[$0.id]?.contains(reason) ?? false }
                        #expect(Set(found) == Set(wanted), "\(filter)")
                    }
                }
            }
        }
    }

    @Test func `The rate of rejections is of decisions that stand, the last about each comment`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.openArticle()
            let rea = try await newsroom.reader()
            func rate() async throws -> Double? { try await newsroom.store.reader(rea.id).value?.history.rejectionRate }
            var comments: [Comment] = []
            for number in 0..<5 {
                comments.append(try await newsroom.post("C\(number)", to: article, by: rea))
                if number == 0 {
                    #expect(try await rate() == nil)
                    try await newsroom.decide(.approve(), comments[0])
                }
            }
            #expect(try await rate() == 0)
            try await newsroom.decide(.reject(), comments[1])
            #expect(try await newsroom.store.reader(rea.id).value?.history.counts[.approved] == 4)
            #expect(try await rate() == 0.5)
            // Taken back, and decided otherwise.
            _ = try await newsroom.undo(newsroom.decide(.reject(), comments[2]))
            #expect(try await rate() == 0.5)
            try await newsroom.decide(.reject(), comments[0], revision: 2)
            #expect(try await rate() == 1)
        }
    }

    @Test func `A standing's entry names the reader, and a suspension that is over counts no more`() async throws {
        try await TestNewsroom.lend { newsroom in
            let rea = try await newsroom.reader()
            let comment = try await newsroom.post("Hello", to: try await newsroom.openArticle(), by: rea)
            func standing() async throws -> String? {
                let item = try #require(try await newsroom.store.context(of: comment.id).value?.item)
                return try (item.details["author"] as? [String: Any])?["standing"] as? String
            }
            let until = Date.now.addingTimeInterval(3600)
            _ = try await newsroom.store.write {
                try await $0.set(.suspended(until: until), of: rea.id, because: "spam", by: .mo, at: .now)
            }
            #expect(try await standing() == "suspended")
            let entry = try #require(try await newsroom.store.audit(reader: rea.id, after: nil, limit: 1).items.first)
            let details = try #require(try JSONSerialization.jsonObject(with: Data(entry.details.utf8)) as? [String: Any])
            #expect(details["reader"] as? [String: String] == ["id": "\(rea.id)", "name": "Rea"])
            _ = try await newsroom.store.write {
                try await $0.set(.suspended(until: .now - 1), of: rea.id, because: "spam", by: .mo, at: .now - 60)
            }
            #expect(try await standing() == "normal")
        }
    }
}

extension ModerationItem {
    var details: [String: Any] {
        get throws { try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]) }
    }
}
