import Foundation
import Newsroom
import Testing

private typealias Comment = Newsroom.Comment

/// The life of a comment, and what holds it.
struct CommentLifeTests {
    private static let now = Date(timeIntervalSinceReferenceDate: 800_000_000)
    private static let mo = AuditActor(id: UUID(), name: "Mo")
    private let author = CommentAuthor(id: Identifier(at: now), name: "Rea", kind: "sso")
    private let article = Identifier<Article>(at: now)

    private func comment(_ status: CommentStatus = .approved, holds: [Hold] = [], answering parent: Comment? = nil) throws
        -> Comment
    {
        var comment = try Comment(
            id: Identifier(at: Self.now), to: article, answering: parent, by: author, saying: text("One"),
            holds: status == .approved ? holds : [Hold(.newReader)], at: Self.now)
        switch status {
        case .approved, .pending: break
        case .rejected: _ = try comment.decide(.reject, revision: 1, at: Self.now)
        case .removed: _ = try comment.remove(by: author.id, at: Self.now)
        }
        return comment
    }

    private func text(_ text: String) -> CommentText { CommentText(markdown: text, html: text) }

    @Test(arguments: [
        (CommentStatus.pending, Decision.approve, CommentStatus?.some(.approved)), (.pending, .reject, .rejected),
        (.approved, .reject, .rejected),
        (.approved, .approve, nil), (.rejected, .approve, .approved), (.rejected, .reject, nil), (.removed, .approve, nil),
        (.removed, .reject, nil),
    ]) func `A decision changes the status, or is refused`(from: CommentStatus, decision: Decision, to: CommentStatus?) throws {
        var comment = try comment(from)
        let old = comment
        guard let to else {
            #expect(throws: CommentError.notAllowed(status: from, action: decision.rawValue)) {
                try comment.decide(decision, revision: old.revision, at: Self.now)
            }
            #expect(comment == old)
            return
        }
        let change = try comment.decide(decision, revision: old.revision, at: Self.now)
        #expect(change == StatusChange(from: from, to: to, revision: old.revision + 1))
        #expect(comment.status == to && comment.revision == old.revision + 1)
    }

    @Test func `A decision on another revision is stale, and undoing is possible once, and only at once`() throws {
        var comment = try comment(.pending)
        let change = try comment.decide(.approve, revision: 1, at: Self.now)
        #expect(throws: CommentError.stale(current: 2)) { try comment.decide(.reject, revision: 1, at: Self.now) }
        let entry = AuditEntry(.decide, change, of: comment, by: Self.mo, reason: "fine", at: Self.now)
        var later = comment
        _ = try later.decide(.reject, revision: 2, at: Self.now)
        #expect(throws: CommentError.stale(current: 3)) { try later.undo(entry, at: Self.now) }
        #expect(try comment.undo(entry, at: Self.now) == StatusChange(from: .approved, to: .pending, revision: 3))
        #expect(throws: CommentError.stale(current: 3)) { try comment.undo(entry, at: Self.now) }
        let note = AuditEntry(id: Identifier(at: Self.now), at: Self.now, by: Self.mo, action: .note, comment: comment.id)
        #expect(throws: CommentError.notUndoable) { try comment.undo(note, at: Self.now) }
    }

    @Test func `An edit is for the author, within ten minutes, and what a moderator read is read again`() throws {
        let other = Identifier<Account>(at: Self.now)
        var comment = try comment()
        #expect(throws: CommentError.notYours) { try comment.edit(text("x"), by: other, holds: [], at: Self.now) }
        let late = Self.now.addingTimeInterval(601)
        #expect(throws: CommentError.editWindowOver(since: Self.now.addingTimeInterval(600))) {
            try comment.edit(text("x"), by: author.id, holds: [], at: late)
        }
        #expect(try comment.edit(text("One"), by: author.id, holds: [], at: Self.now) == nil && comment.revision == 1)
        #expect(try comment.edit(text("Two"), by: author.id, holds: [], at: Self.now) == nil && comment.revision == 2)
        let held = try comment.edit(text("Three"), by: author.id, holds: [Hold(.link, "a.com")], at: Self.now)
        #expect(held == StatusChange(from: .approved, to: .pending, revision: 3))
        var rejected = try self.comment(.rejected)
        #expect(throws: CommentError.notAllowed(status: .rejected, action: "edit")) {
            try rejected.edit(text("x"), by: author.id, holds: [], at: Self.now)
        }
    }

    @Test func `A thread is so deep and no deeper, and only what is visible is answered`() throws {
        var parent = try comment()
        for depth in 1...Limits.maxCommentDepth {
            parent = try comment(answering: parent)
            #expect(parent.place.depth == depth)
        }
        #expect(throws: CommentError.tooDeep) { try comment(answering: parent) }
        let waiting = try comment(.pending)
        #expect(throws: CommentError.notAllowed(status: .pending, action: "answer")) { try comment(answering: waiting) }
    }

    @Test func `Enough reports of known readers hold what is visible, and nobody reports their own`() throws {
        var comment = try comment()
        #expect(throws: CommentError.yourOwn) { try comment.report(by: author.id, known: 0, at: Self.now) }
        for known in [0, 0, 0, 1, Limits.reportsThatHold - 1] {
            #expect(try comment.report(by: Identifier(at: Self.now), known: known, at: Self.now) == nil)
        }
        #expect(comment.revision == 1 && comment.isVisible)
        let change = try comment.report(by: Identifier(at: Self.now), known: Limits.reportsThatHold, at: Self.now)
        #expect(change?.to == .pending && comment.holds == [Hold(.reported, "6")])
    }

    @Test func `A decision answers the reports that were read, and is not undone after another`() throws {
        var comment = try comment()
        for _ in 1...2 { _ = try comment.report(by: Identifier(at: Self.now), known: 0, at: Self.now) }
        #expect(throws: CommentError.stale(current: 1)) {
            try comment.decide(.approve, revision: 1, reportCount: 1, at: Self.now)
        }
        let change = try comment.decide(.approve, revision: 1, reportCount: 2, at: Self.now)
        let entry = AuditEntry(.decide, change, of: comment, by: Self.mo, reason: "fine", at: Self.now)
        _ = try comment.report(by: Identifier(at: Self.now), known: 0, at: Self.now)
        #expect(throws: CommentError.stale(current: 2)) { try comment.undo(entry, at: Self.now) }
    }

    @Test func `A removed comment has no word left, and stays removed`() throws {
        var comment = try comment(.rejected)
        _ = try comment.remove(by: author.id, at: Self.now)
        #expect(comment.text == .none && comment.status == .removed)
        #expect(throws: CommentError.notAllowed(status: .removed, action: "remove")) {
            try comment.remove(by: author.id, at: Self.now)
        }
    }
}

struct HoldRulesTests {
    private static let now = Date(timeIntervalSinceReferenceDate: 800_000_000)
    private static let soon = now.addingTimeInterval(60)
    private static let words = WordList(banned: ["foo"], suspect: ["bar"])

    private static func text(_ text: String) -> CommentText { CommentText(markdown: text, html: "<p>\(text)</p>\n") }

    @Test(arguments: [
        (Standing.normal, "fine", CommentPolicy.open, [Hold.Reason]()), (.normal, "fine", .premoderated, [.premoderated]),
        (.normal, "foo bar a.com", .open, [.bannedWord, .suspectWord, .link]),
        (.trusted, "foo bar a.com", .premoderated, [.bannedWord]),
        (.trusted, "bar", .premoderated, []), (.premoderated, "fine", .open, [.readerPremoderated]),
        (.suspended(until: soon), "fine", .open, [.suspended]),
        (.suspended(until: now), "fine", .open, []),
    ]) func `A known reader is held for what there is`(
        standing: Standing, text: String, policy: CommentPolicy, reasons: [Hold.Reason]
    ) {
        let rules = HoldRules(policy: policy, words: Self.words)
        let commenter = Commenter(role: .reader, standing: standing, isKnown: true)
        #expect(rules.holds(on: Self.text(text), by: commenter, at: Self.now).map(\.reason) == reasons)
    }

    @Test(arguments: [
        ("f&#111;o", "<p>foo</p>", [Hold(.bannedWord, "foo")]),
        ("f**oo**", "<p>f<strong>oo</strong></p>", [Hold(.bannedWord, "foo")]),
        ("[x]: /foo", "", [Hold(.bannedWord, "foo")]), ("f\n\noo", "<p>f</p>\n<p>oo</p>", []),
        ("x", #"<p><a rel="ugc" href="http://localhost">x</a></p>"#, [Hold(.link, "localhost")]),
        ("x", #"<p><a href="mailto:x?a=1&amp;b">x</a></p>"#, [Hold(.link, "mailto:x?a=1&b")]),
        ("x", #"<p><a href="http://a%2Ecom">b</a></p>"#, [Hold(.link, "a.com")]),
        ("[x](//a.com)", "<p>x</p>", [Hold(.link, "a.com")]), ("a.com", "<p>a.com</p>", [Hold(.link, "a.com")]),
    ]) func `What is read, what is linked, and what is hidden in what was written hold`(
        markdown: String, html: String, holds: [Hold]
    ) {
        let rules = HoldRules(policy: .open, words: Self.words)
        let commenter = Commenter(role: .reader, standing: .normal, isKnown: true)
        #expect(rules.holds(on: CommentText(markdown: markdown, html: html), by: commenter, at: Self.now) == holds)
    }

    @Test func `New readers are held, staff never, and what was read is read again`() {
        let rules = HoldRules(policy: .premoderated, words: Self.words)
        let new = Commenter(role: .reader, standing: .normal, isKnown: false)
        #expect(rules.holds(on: Self.text("x"), by: new, at: Self.now).map(\.reason) == [.newReader, .premoderated])
        #expect(
            rules.holds(on: Self.text("x"), by: new, isReadAgain: true, at: Self.now).map(\.reason) == [.newReader, .edited])
        let staff = Commenter(role: .moderator, standing: .normal, isKnown: false)
        #expect(rules.holds(on: Self.text("foo"), by: staff, at: Self.now).isEmpty)
    }
}
