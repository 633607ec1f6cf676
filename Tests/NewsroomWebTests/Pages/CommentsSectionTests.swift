import Foundation
import Newsroom
import NewsroomStore
import Testing

@testable import NewsroomWeb

/// What stands under a story, without a database.
struct CommentsSectionTests {
    let pages: Pages
    let article: Article
    let ana = CommentAuthor(id: Identifier(at: PageFixture.now), name: "Ana <b>", kind: "local")
    let ben = CommentAuthor(id: Identifier(at: PageFixture.now), name: "Ben", kind: "guest")

    init() throws {
        pages = try PageFixture.pages()
        article = try PageFixture.article()
    }

    private func comment(
        _ words: String, by author: CommentAuthor, under parent: Newsroom.Comment? = nil, _ status: CommentStatus = .approved,
        age: TimeInterval = 60, told: CommentOutcome? = nil
    ) -> Newsroom.Comment {
        let id = Identifier<Newsroom.Comment>(at: PageFixture.now)
        return Newsroom.Comment(
            id: id,
            place: CommentPlace(
                article: article.id, parent: parent?.id, root: parent?.place.root ?? id,
                depth: parent.map { $0.place.depth + 1 } ?? 0),
            author: author, text: CommentText(markdown: words, html: "<p>\(words)</p>\n"), status: status, holds: [],
            reportCount: 0, revision: 1, createdAt: PageFixture.now - age, editedAt: nil, updatedAt: PageFixture.now - age,
            told: told)
    }

    private func reader(_ author: CommentAuthor, _ standing: Standing = .normal, because reason: String = "") -> PageReader {
        PageReader(
            id: author.id, name: author.name, csrf: "proof", isGuest: author.kind == "guest", standing: standing,
            standingReason: reason)
    }

    private func section(_ comments: CommentsOnPage, seenBy reader: PageReader? = nil) -> CommentsSection {
        CommentsSection(comments, of: article, in: pages.edition(sections: [], reader: reader))
    }

    private func html(_ comments: CommentsOnPage, seenBy reader: PageReader? = nil) async throws -> String {
        let lookup = Snapshot(ArticleLookup.found(article, []), cursor: try PageFixture.cursor())
        let edition = pages.edition(sections: [], reader: reader)
        return try await text(
            of: pages.response(to: PageFixture.request(), for: lookup, comments: comments, in: edition))
    }

    @Test func `Answers are set in three times, and then stand in one row and say whom they answer`() {
        var thread = [comment("0", by: ana)]
        for depth in 1...6 { thread.append(comment("\(depth)", by: depth == 4 ? ben : ana, under: thread[depth - 1])) }
        let items = section(PageFixture.comments(thread.map { .shown($0) })).threads
        let deepest = items[0].answers[0].answers[0].answers
        #expect(items.count == 1 && items[0].level == 0 && deepest.map(\.level) == [3, 3, 3, 3])
        #expect(deepest.map(\.isAddressed) == [false, true, true, true])
        #expect(deepest.map(\.addressee) == ["Ana <b>", "Ana <b>", "Ben", "Ana <b>"] && deepest.allSatisfy(\.answers.isEmpty))
    }

    @Test func `What is gone leaves its place to its answers, and no word`() async throws {
        let gone = comment("Secret", by: ana)
        let entries: [CommentEntry] = [.gone(id: gone.id, gone.place), .shown(comment("Why?", by: ben, under: gone))]
        let html = try await html(PageFixture.comments(entries, count: 1))
        #expect(html.contains("This comment was removed.") && html.contains("<p>Why?</p>") && html.contains(">1 comment</h2>"))
        #expect(!html.contains("Secret"))
    }

    @Test func `Names and what was typed stay text`() async throws {
        let draft = CommentForm.Draft(name: #"" onfocus="x"#, body: "</textarea><script>", error: "<i>", field: "body")
        let page = PageFixture.comments(
            [.shown(comment("x", by: ana))], takesGuests: true,
            returned: CommentForm.Returned(kind: .write, comment: nil, draft: draft))
        let html = try await html(page)
        #expect(html.contains("Ana &lt;b&gt;") && !html.contains("Ana <b>"))
        #expect(html.contains("&lt;/textarea&gt;&lt;script&gt;</textarea>") && html.contains("&quot; onfocus=&quot;x"))
        #expect(html.contains(#"aria-invalid="true" aria-describedby="write-error"#) && html.contains("&lt;i&gt;</p>"))
    }

    @Test func `Only its author sees what becomes of a comment, and may change it`() {
        let told = CommentOutcome(reason: "off_topic", note: "Elsewhere, please.")
        let entries: [CommentEntry] = [
            .shown(comment("a", by: ana, .pending)), .shown(comment("b", by: ana, .rejected, told: told)),
            .shown(comment("c", by: ana)), .shown(comment("d", by: ana, age: 601)), .shown(comment("e", by: ben)),
        ]
        let own = section(PageFixture.comments(entries), seenBy: reader(ana)).threads
        #expect(own[0].mark == "Waits for a moderator. Only you see it." && own[0].actions.map(\.kind) == ["edit", "delete"])
        #expect(
            own[1].mark == "Not published: it is off topic. «Elsewhere, please.»" && own[1].actions.map(\.kind) == ["delete"])
        #expect(!own[2].isMarked && own[2].actions.map(\.kind) == ["answer", "edit", "delete"])
        #expect(own[3].actions.map(\.kind) == ["answer", "delete"])
        #expect(own[4].actions.map(\.kind) == ["answer", "report"] && !own[4].isOwn && own[4].isGuest)
    }

    @Test func `Who may not write is told why, and led to where they may`() {
        let entry = CommentEntry.shown(comment("x", by: ben))
        let anonymous = section(PageFixture.comments([entry]))
        #expect(anonymous.write == nil && anonymous.wantsSignIn && anonymous.notice == nil)
        #expect(anonymous.threads[0].actions.map(\.path) == Array(repeating: "/sign-in?return=%2Farticle%2Frain", count: 2))
        #expect(anonymous.threads[0].actions.allSatisfy { !$0.opens })
        let guest = section(PageFixture.comments([entry], takesGuests: true))
        #expect(guest.write?.asksName == true && guest.threads[0].actions.map(\.opens) == [true, false])
        let closed = section(PageFixture.comments([entry], policy: .closed), seenBy: reader(ana))
        #expect(closed.write == nil && closed.notice == "Comments are closed.")
        #expect(closed.threads[0].actions.map(\.kind) == ["report"])
        let over = section(PageFixture.comments([entry], closesAt: PageFixture.now - 60), seenBy: reader(ana))
        #expect(over.notice == "Comments are closed since 1 May 2026, 09:59 UTC.")
        let banned = section(PageFixture.comments([entry]), seenBy: reader(ana, .banned))
        #expect(banned.write == nil && banned.notice == "Your account may not comment." && banned.threads[0].actions.isEmpty)
        let suspended = section(PageFixture.comments([]), seenBy: reader(ana, .suspended(until: PageFixture.now + 60)))
        #expect(suspended.write != nil && suspended.notice?.hasPrefix("Your account is suspended until 1 May 2026") == true)
        let read = section(PageFixture.comments([], policy: .premoderated), seenBy: reader(ana))
        #expect(read.write?.help.hasSuffix("A moderator reads comments before they appear.") == true)
    }

    @Test func `Who is not trusted is told why`() async throws {
        func notice(_ standing: Standing) -> String? {
            section(PageFixture.comments(), seenBy: reader(ana, standing, because: "<b>enough</b>")).notice
        }
        #expect(notice(.banned) == "Your account may not comment. «<b>enough</b>»")
        #expect(notice(.suspended(until: PageFixture.now + 60))?.hasSuffix("waits for a moderator. «<b>enough</b>»") == true)
        #expect(notice(.premoderated) == "A moderator reads what you write before it appears. «<b>enough</b>»")
        #expect(notice(.normal) == nil && notice(.trusted) == nil)
        let html = try await html(PageFixture.comments(), seenBy: reader(ana, .banned, because: "<b>enough</b>"))
        #expect(html.contains("Your account may not comment. «&lt;b&gt;enough&lt;/b&gt;»"))
        #expect(
            CommentWords.Fault(CommentError.banned(reason: "enough"))?.text == notice(.banned)?.replacing(/<.?b>/, with: ""))
    }

    @Test func `A guest is led to an account where guests are not taken`() async throws {
        let entries: [CommentEntry] = [.shown(comment("x", by: ana)), .shown(comment("y", by: ben))]
        let barred = section(PageFixture.comments(entries), seenBy: reader(ben))
        #expect(barred.write == nil && barred.wantsSignIn && barred.notice == nil)
        #expect(barred.threads[0].actions.first?.path == barred.signInPath && barred.threads[0].actions.first?.opens == false)
        #expect(barred.threads[1].actions.map(\.kind) == ["answer", "delete"])
        let taken = section(PageFixture.comments(entries, takesGuests: true), seenBy: reader(ben))
        #expect(taken.write?.asksName == false && !taken.wantsSignIn)
        let banned = section(PageFixture.comments(entries), seenBy: reader(ben, .banned))
        #expect(!banned.wantsSignIn && banned.notice != nil)
        let masthead = #"<a href="/sign-in" rel="nofollow">Sign in</a>"#
        #expect(try await html(PageFixture.comments(), seenBy: reader(ben)).contains(masthead))
        #expect(try await !html(PageFixture.comments(), seenBy: reader(ana)).contains(masthead))
    }

    @Test func `A thread that is too long for a page leads on, and back to its beginning`() throws {
        let (root, other) = (comment("a", by: ana), comment("b", by: ben))
        let entries: [CommentEntry] = [.shown(root), .shown(comment("c", by: ben, under: root)), .shown(other)]
        let place = PageToken(microseconds: 5, id: root.id.uuid)
        let list = section(PageFixture.comments(entries, further: [root.id: place]))
        #expect(list.threads.map(\.goesOn) == [true, false] && !list.threads[0].answers[0].goesOn)
        #expect(list.threads[0].morePath == "/article/rain?page=\(place)&comment=\(root.id)#comments")
        let address = CommentsAddress(place: "page=\(place)&comment=\(root.id)")
        let alone = section(
            PageFixture.comments(Array(entries[..<2]), next: place, further: [root.id: place], at: address))
        #expect(alone.threads[0].goesOn && alone.nextPath == nil && alone.firstLabel == "First answers")
        #expect(alone.firstPath == "/article/rain?comment=\(root.id)#comments")
    }

    @Test func `A form opens where its address asks for it, for whom it is meant`() {
        let own = comment("*mine*", by: ana)
        let refused = comment("refused", by: ana, .rejected)
        let other = comment("theirs", by: ben)
        func forms(_ kind: CommentForm.Kind, _ id: Identifier<Newsroom.Comment>, _ reader: PageReader?) -> [CommentForm] {
            var address = CommentsAddress()
            address.opened = CommentsAddress.Opened(kind: kind, comment: id)
            return section(PageFixture.comments([.shown(own), .shown(other), .shown(refused)], at: address), seenBy: reader)
                .threads
                .flatMap(\.forms)
        }
        #expect(forms(.answer, other.id, reader(ana)).map(\.heading) == ["Answer Ben"])
        #expect(forms(.edit, own.id, reader(ana)).map(\.body) == ["*mine*"])
        #expect(forms(.report, other.id, reader(ana)).map(\.csrf) == ["proof"])
        #expect(forms(.edit, refused.id, reader(ana)).isEmpty && forms(.delete, refused.id, reader(ana)).count == 1)
        #expect(forms(.edit, other.id, reader(ana)).isEmpty && forms(.report, own.id, reader(ana)).isEmpty)
        #expect(forms(.answer, other.id, nil).isEmpty && forms(.delete, own.id, nil).isEmpty)
    }

    @Test func `Words that were not taken are kept, also when what they were about is gone`() {
        let other = comment("theirs", by: ben)
        let draft = CommentForm.Draft(body: "long thoughts", error: "No.")
        func page(_ kind: CommentForm.Kind, _ entries: [CommentEntry], _ reader: PageReader?) -> CommentsSection {
            section(
                PageFixture.comments(
                    entries, returned: CommentForm.Returned(kind: kind, comment: other.id, draft: draft)), seenBy: reader)
        }
        let shown = page(.answer, [.shown(other)], reader(ana))
        #expect(shown.threads[0].forms.map(\.body) == ["long thoughts"] && shown.write?.body == "")
        let gone = page(.answer, [], reader(ana))
        #expect(gone.write?.body == "long thoughts" && gone.write?.error == "No." && gone.problem == nil)
        #expect(page(.answer, [], nil).write?.body == "long thoughts")
        let change = page(.edit, [], nil)
        #expect(change.write?.action == "/comment/\(other.id)/edit" && change.write?.body == "long thoughts")
        #expect(page(.edit, [.shown(other)], nil).threads[0].forms.map(\.body) == ["long thoughts"])
        #expect(page(.report, [], reader(ana)).problem == "No." && page(.report, [], reader(ana)).write?.body == "")
    }

    @Test func `Threads are paged and ordered by links that keep their place`() throws {
        let entries: [CommentEntry] = [.shown(comment("a", by: ana)), .shown(comment("b", by: ben))]
        let next = PageToken(microseconds: 5, id: article.id.uuid)
        let first = section(PageFixture.comments(entries, next: next), seenBy: reader(ana))
        #expect(first.arrive == "first" && first.firstPath == nil && first.nextPath == "/article/rain?page=\(next)#comments")
        #expect(first.otherOrder?.path == "/article/rain?order=oldest#comments")
        let place = "order=oldest&page=\(next)"
        let last = section(
            PageFixture.comments(entries, at: CommentsAddress(place: place + "&answer=\(article.id)")), seenBy: reader(ana))
        #expect(last.arrive == "last" && last.nextPath == nil && last.firstPath == "/article/rain?order=oldest#comments")
        #expect(last.write?.place == place && last.threads[0].actions[0].path.hasPrefix("/article/rain?\(place)&answer="))
        var address = CommentsAddress()
        address.comment = Identifier(at: PageFixture.now)
        let one = section(PageFixture.comments(entries, at: address))
        #expect(one.arrive == "" && one.otherOrder?.label == "All comments" && one.firstPath == nil)
    }

    @Test func `A page of long threads ends early, behind a thread, and goes on from there`() {
        let roots = (0..<4).map { comment("\($0)", by: ana, age: Double($0)) }
        func thread(_ root: Newsroom.Comment) -> [CommentEntry] {
            [.shown(root)] + (0..<3).map { .shown(comment("\($0)", by: ben, under: root)) }
        }
        let entries = roots.flatMap(thread)
        let next = PageToken(microseconds: 5, id: article.id.uuid)
        let cut = CommentsOnPage.bounded(entries, next: next, maxCount: 5)
        let microseconds = Int64((roots[1].createdAt.timeIntervalSince1970 * 1_000_000).rounded())
        #expect(cut.entries == Array(entries[..<8]) && cut.next == PageToken(microseconds: microseconds, id: roots[1].id.uuid))
        #expect(CommentsOnPage.bounded(entries, next: next, maxCount: 13) == (entries, next))
        let gone =
            thread(roots[0]) + [.gone(id: roots[1].id, roots[1].place)] + thread(roots[1]).dropFirst() + thread(roots[2])
            + thread(roots[3])
        #expect(CommentsOnPage.bounded(gone, next: nil, maxCount: 5).entries.count == 12)
    }

    @Test func `The page follows its reader's own topic, and what the script makes comments from changes with nothing`()
        async throws
    {
        let signedIn = try await html(PageFixture.comments(), seenBy: reader(ana))
        #expect(signedIn.contains(#"content="article:\#(article.id) reader:\#(ana.id)""#))
        let anonymous = try await html(PageFixture.comments())
        #expect(anonymous.contains(#"<meta name="courant-topics" content="article:\#(article.id)">"#))
        #expect(anonymous.contains("No comments yet") && anonymous.contains("1970-01-01T00:00:00.000Z"))
    }
}
