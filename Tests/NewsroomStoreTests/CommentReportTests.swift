import Foundation
import Newsroom
@testable import NewsroomStore
import TestSupport
import Testing

/// What readers report, and what moderators make of it.
struct CommentReportTests {
    @Test func `Three reports hold a comment, a decision answers them, its undoing opens them again`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let article = try await newsroom.openArticle()
            let rea = try await newsroom.reader()
            let comment = try await newsroom.post("Hmm", to: article, by: rea)
            try await newsroom.decide(.approve(), comment)
            let ben = try await newsroom.knownReader("Ben", under: article)
            #expect(try await newsroom.report(comment, by: ben).isNew)
            #expect(try await !newsroom.report(comment, by: ben).isNew)
            await #expect(throws: CommentError.yourOwn) { try await newsroom.report(comment, by: rea) }
            #expect(try await newsroom.now(comment).reportCount == 1)
            try await newsroom.report(comment, by: newsroom.knownReader("Cem", under: article))
            try await newsroom.report(comment, by: newsroom.reader("Mod", role: .moderator))
            let held = try await newsroom.now(comment)
            #expect(held.status == .pending && held.holds.last == Hold(.reported, "3") && held.reportCount == 3)
            let counts = try await store.queueCounts().value
            #expect(counts[.held] == 1 && counts[.reported] == 1)
            let decision = try await newsroom.decide(.approve(), held, reportCount: 3)
            #expect(try await newsroom.now(comment).reportCount == 0)
            let undone = try await newsroom.undo(decision, by: .kit)
            #expect(undone.entry?.undoes == decision.entry?.id)
            let back = try await newsroom.now(comment)
            #expect(back.status == .pending && back.reportCount == 3)
        }
    }

    @Test func `Readers whom nobody knows are heard, but hold nothing; guests do not report`() async throws {
        try await TestNewsroom.lend { newsroom in
            let store = newsroom.store
            let article = try await newsroom.openArticle()
            let comment = try await newsroom.post("Hmm", to: article, by: newsroom.reader("Mod", role: .moderator))
            for name in ["Ben", "Cem", "Dan"] {
                let new = try await newsroom.reader(name)
                _ = try await newsroom.post("I am \(name)", to: article, by: new)
                try await newsroom.report(comment, by: new)
            }
            let reported = try await newsroom.now(comment)
            #expect(reported.isVisible && reported.reportCount == 3)
            #expect(try await store.queueCounts().value[.reported] == 1)
            let guest = try Account(id: Identifier(at: .start), identity: .guest, name: "Kim", at: .start)
            try await store.write { try await $0.insert(guest) }
            await #expect(throws: CommentError.guestsDoNotReport) { try await newsroom.report(comment, by: guest) }
            let trusted = try await newsroom.reader("Tea")
            try await store.write { _ = try await $0.set(.trusted, of: trusted.id, because: "", by: .mo, at: .start) }
            for known in [trusted, try await newsroom.knownReader("Eva", under: article)] {
                try await newsroom.report(comment, by: known)
                #expect(try await newsroom.now(comment).isVisible)
            }
            try await newsroom.report(comment, by: newsroom.knownReader("Fil", under: article))
            let held = try await newsroom.now(comment)
            #expect(held.status == .pending && held.holds == [Hold(.reported, "6")])
        }
    }

    @Test func `A decision answers no report that its moderator has not read, and is not undone after one`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.openArticle()
            let comment = try await newsroom.post("Hmm", to: article, by: newsroom.reader("Mod", role: .moderator))
            try await newsroom.report(comment, by: newsroom.reader("Ben"))
            try await newsroom.report(comment, by: newsroom.reader("Cem"))
            guard case .changed(let item) = try await newsroom.decide(.approve(), comment, reportCount: 1).loss else {
                Issue.record("there was a report that nobody had read")
                return
            }
            #expect(try item.details["report_count"] as? Int == 2)
            #expect(try await newsroom.now(comment).reportCount == 2)
            let decision = try await newsroom.decide(.approve(), comment, reportCount: 2)
            try await newsroom.report(comment, by: newsroom.reader("Dan"))
            guard case .changed = try await newsroom.undo(decision).loss else {
                Issue.record("it was reported since")
                return
            }
            let after = try await newsroom.now(comment)
            #expect(after.isVisible && after.reportCount == 1 && after.revision == 2)
        }
    }

    @Test func `What a moderator has kept, or restored, is read again when its words change`() async throws {
        try await TestNewsroom.lend { newsroom in
            let article = try await newsroom.openArticle()
            let rea = try await newsroom.knownReader("Rea", under: article)
            func edit(_ comment: Comment) async throws -> Comment {
                try await newsroom.store.write {
                    try await $0.edit(comment.id, CommentText("Other words"), by: rea.id, at: .start(plus: 5))
                }
            }
            let unread = try await newsroom.post("Nobody has read this", to: article, by: rea)
            #expect(unread.isVisible)
            #expect(try await edit(unread).isVisible)

            let kept = try await newsroom.post("Kept", to: article, by: rea, at: .start(plus: 1))
            try await newsroom.report(kept, by: newsroom.reader("Ben"))
            try await newsroom.decide(.approve(), kept, reportCount: 1)
            let restored = try await newsroom.post("Restored", to: article, by: rea, at: .start(plus: 2))
            _ = try await newsroom.undo(newsroom.decide(.reject(), restored))
            for comment in [kept, restored] {
                #expect(try await newsroom.now(comment).isVisible)
                let edited = try await edit(comment)
                #expect(edited.status == .pending && edited.holds.contains(Hold(.edited)))
            }
        }
    }
}
