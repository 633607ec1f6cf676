import Foundation
import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore
import Postgres
import TestSupport
import Testing

@testable import NewsroomWeb

/// The forms of comments, as a browser without scripts uses them, on a real database.
@Suite(.timeLimit(.minutes(1)))
struct CommentPagesTests {
    /// A story, and somebody who reads it.
    private struct Browser {
        let store: NewsroomStore
        let pool: PostgresPool
        let responder: RouterResponder<WebContext>
        let article: Article

        func ask(
            _ method: HTTPRequest.Method, _ path: String, as secret: String? = nil, form: [String: String]? = nil,
            origin: String = "http://paper.example"
        ) async throws -> (response: Response, text: String) {
            let proof = form?["csrf"] ?? secret.map(SessionCookie.csrfToken)
            var form = form
            form?["csrf"] = proof
            let browser = FormBrowser(responder: responder)
            return try await browser.ask(
                method, path, cookie: secret.map { "courant_session=\($0)" }, form: form, origin: origin)
        }

        /// Somebody whose comments show at once.
        func trusted(_ name: String) async throws -> (account: Identifier<Account>, secret: String) {
            let identity = AccountIdentity.single(issuer: "https://id.example", subject: UUID().uuidString)
            var account = try Account(id: Identifier(at: .now), identity: identity, name: name, at: .now)
            try account.set(.trusted, because: "", at: .now)
            let made = account
            let secret = try await store.write { transaction in
                try await transaction.insert(made)
                return try await transaction.openSession(of: made.id, at: .now).secret
            }
            return (account.id, secret)
        }

        /// What proves a comment's form.
        func fieldOfProof(_ secret: String) -> String {
            "name=\"csrf\" value=\"\(SessionCookie.csrfToken(of: secret))\">\n<input type=\"hidden\" name=\"place\""
        }

        func post(_ body: String, as secret: String, answering parent: String? = nil) async throws -> String {
            var form = ["body": body]
            form["parent"] = parent
            let answer = try await ask(.post, "/article/rain-falls/comments", as: secret, form: form)
            let location = try #require(answer.response.headers[.location])
            return String(try #require(location.firstMatch(of: /posted=([0-9a-f-]{36})/)).output.1)
        }
    }

    private func withBrowser(
        _ policy: CommentPolicy = .open, takesGuests: Bool = false, _ body: (Browser) async throws -> Void
    ) async throws {
        try await withTestDatabase { database in
            let pool = PostgresPool(configuration: database.configuration, size: 2, logger: .tests)
            defer { pool.close() }
            let store = try NewsroomStore(pool: pool, statements: StatementLibrary(directory: TestCluster.checkout + "/sql"))
            var article = Article(
                id: Identifier(at: .now), slug: Slug(phrase: "Rain falls"),
                content: try ArticleContent(headline: "Rain falls", standfirst: "", body: "Rain.", tags: []),
                section: PageFixture.world, author: PageFixture.author, at: .now)
            try article.publish(at: .now)
            let story = article
            try await store.write { transaction in
                try await transaction.insert(PageFixture.world)
                try await transaction.insert(PageFixture.author)
                try await transaction.insert(story, changedBy: "test")
                let rules = SectionCommentPolicy(policy: policy, takesGuests: takesGuests, closeAfterDays: nil, revision: 1)
                try await transaction.set(rules, of: PageFixture.world.slug, by: .courant, at: .now)
            }
            let services = WebServices(store: store, onCommit: {}, readiness: { [] }, metrics: PrometheusRegistry())
            let pages = try Pages(directory: TestCluster.checkout + "/templates")
            let router = makeRouter(services) { router in
                PageController(pages: pages, store: store).addRoutes(to: router)
                CommentPages(pages: pages, services: services).addRoutes(to: router)
            }
            try await body(Browser(store: store, pool: pool, responder: router.buildResponder(), article: story))
        }
    }

    @Test func `A comment is written, answered, edited, reported and deleted`() async throws {
        try await withBrowser { browser in
            let (ana, ben) = (try await browser.trusted("Ana"), try await browser.trusted("Ben"))
            let made = try await browser.ask(
                .post, "/article/rain-falls/comments", as: ana.secret, form: ["body": "It **rains**.\r\nMore.", "place": ""])
            #expect(made.response.status == .seeOther)
            let location = try #require(made.response.headers[.location])
            let id = String(try #require(location.firstMatch(of: /posted=([0-9a-f-]{36})/)).output.1)
            #expect(location == "/article/rain-falls?done=posted&posted=\(id)#comment-\(id)")
            let page = try await browser.ask(.get, "/article/rain-falls?done=posted", as: ana.secret)
            #expect(page.text.contains("<strong>rains</strong>") && page.text.contains("Your comment is published."))
            #expect(page.text.contains(">1 comment</h2>"))
            let answer = try await browser.post("So it does.", as: ben.secret, answering: id)
            let form = try await browser.ask(.get, "/article/rain-falls?edit=\(answer)", as: ben.secret)
            #expect(form.text.contains("\nSo it does.</textarea>"))
            let edited = try await browser.ask(
                .post, "/comment/\(answer)/edit", as: ben.secret, form: ["body": "So it did.", "place": "order=oldest"])
            #expect(
                edited.response.headers[.location]
                    == "/article/rain-falls?order=oldest&done=edited&posted=\(answer)#comment-\(answer)")
            let reported = try await browser.ask(
                .post, "/comment/\(answer)/report", as: ana.secret, form: ["reason": "untrue", "note": ""])
            #expect(reported.response.headers[.location]?.contains("done=reported") == true)
            let deleted = try await browser.ask(.post, "/comment/\(id)/delete", as: ana.secret, form: [:])
            #expect(deleted.response.headers[.location]?.hasSuffix("#comments") == true)
            let after = try await browser.ask(.get, "/article/rain-falls")
            #expect(after.text.contains("So it did.") && after.text.contains("This comment was removed."))
            #expect(!after.text.contains("rains</strong>") && after.text.contains(">1 comment</h2>"))
            let front = try await browser.ask(.get, "/")
            #expect(front.text.contains(#"<a class="comment-count" href="/article/rain-falls#comments">1 comment</a>"#))
        }
    }

    @Test func `A held comment is its author's alone`() async throws {
        try await withBrowser(.premoderated) { browser in
            let secret = try await browser.store.write { transaction in
                let account = try Account(
                    id: Identifier(at: .now), identity: .single(issuer: "x", subject: "y"), name: "New", at: .now)
                try await transaction.insert(account)
                return try await transaction.openSession(of: account.id, at: .now).secret
            }
            _ = try await browser.post("First words", as: secret)
            let own = try await browser.ask(.get, "/article/rain-falls", as: secret)
            #expect(own.text.contains("First words") && own.text.contains("Waits for a moderator"))
            #expect(own.response.headers[.cacheControl] == "private, no-cache")
            #expect(try await !browser.ask(.get, "/article/rain-falls").text.contains("First words"))
        }
    }

    @Test func `A guest gives a name, and is known from then on`() async throws {
        try await withBrowser(takesGuests: true) { browser in
            let nameless = try await browser.ask(.post, "/article/rain-falls/comments", form: ["body": "Hello there"])
            #expect(nameless.response.status == .unprocessableContent && nameless.text.contains("Hello there</textarea>"))
            #expect(nameless.text.contains("Give a name") && nameless.response.headers[.cacheControl] == "no-store")
            let made = try await browser.ask(
                .post, "/article/rain-falls/comments", form: ["body": "Hello there", "name": "Gus"])
            #expect(made.response.status == .seeOther)
            let cookie = try #require(made.response.headers[.setCookie])
            let secret = String(try #require(cookie.firstMatch(of: /courant_session=([^;]+)/)).output.1)
            let page = try await browser.ask(.get, "/article/rain-falls", as: secret)
            #expect(
                page.text.contains("Gus") && page.text.contains("Waits for a moderator") && !page.text.contains("write-who"))
        }
    }

    @Test(arguments: [
        ("/article/rain-falls/comments", ["body": ""], 422, "A comment has 1 to 5000"),
        ("/article/rain-falls/comments", ["body": String(repeating: "x", count: 5001)], 422, "xxx</textarea>"),
        ("/comment/OTHER/report", ["reason": ""], 422, "Say what is wrong"),
        ("/comment/OTHER/report", ["reason": "x"], 422, "Say what is wrong"),
        ("/comment/OTHER/edit", ["body": "mine now"], 403, "somebody else&#39;s"),
        ("/comment/OTHER/delete", [:], 403, "somebody else&#39;s"),
        ("/comment/OWN/report", ["reason": "spam"], 409, "your own comment"),
        ("/comment/01a206bc-0000-7000-8000-000000000000/delete", [:], 404, "no such page"),
        ("/article/nowhere/comments", ["body": "x"], 404, "no such page"),
    ])
    func `What cannot be taken is answered with words, and what was typed`(
        path: String, form: [String: String], status: Int, words: String
    ) async throws {
        try await withBrowser { browser in
            let (ana, ben) = (try await browser.trusted("Ana"), try await browser.trusted("Ben"))
            let (own, other) = (
                try await browser.post("Mine", as: ana.secret), try await browser.post("Theirs", as: ben.secret)
            )
            let path = path.replacing("OWN", with: own).replacing("OTHER", with: other)
            let answer = try await browser.ask(.post, path, as: ana.secret, form: form)
            #expect(answer.response.status.code == status && answer.text.contains(words), "\(answer.response.status)")
        }
    }

    @Test func `A form of another site, of nobody, or without the session's proof does nothing`() async throws {
        try await withBrowser { browser in
            let ana = try await browser.trusted("Ana")
            let id = try await browser.post("Mine", as: ana.secret)
            let forged = try await browser.ask(
                .post, "/comment/\(id)/delete", as: ana.secret, form: [:], origin: "https://evil.example")
            #expect(forged.response.status == .forbidden)
            let unproved = try await browser.ask(.post, "/comment/\(id)/delete", as: ana.secret, form: ["csrf": "0"])
            #expect(unproved.response.status == .forbidden)
            #expect(!forged.text.contains(browser.fieldOfProof(ana.secret)))
            let nobody = try await browser.ask(.post, "/comment/\(id)/delete", form: [:])
            #expect(nobody.response.headers[.location] == "/sign-in?return=%2Farticle%2Frain%2Dfalls")
            let signedOut = try await browser.ask(.post, "/article/rain-falls/comments", form: ["body": "long thoughts"])
            #expect(signedOut.response.status == .forbidden || signedOut.response.status == .unauthorized)
            #expect(signedOut.text.contains("long thoughts</textarea>") && signedOut.text.contains("You are not signed in"))
            #expect(try await browser.ask(.get, "/article/rain-falls").text.contains("<p>Mine</p>"))
        }
    }

    @Test func `Words outlive the session that they were typed in`() async throws {
        try await withBrowser { browser in
            let (ana, ben) = (try await browser.trusted("Ana"), try await browser.trusted("Ben"))
            let id = try await browser.post("Mine", as: ana.secret)
            let old = ["body": "long thoughts", "csrf": SessionCookie.csrfToken(of: ben.secret)]
            for (path, form) in [("/article/rain-falls/comments", "write"), ("/comment/\(id)/edit", "edit-\(id)")] {
                let signedOut = try await browser.ask(.post, path, form: old)
                #expect(signedOut.response.status == .unauthorized && signedOut.text.contains("You are not signed in."))
                let other = try await browser.ask(.post, path, as: ana.secret, form: old)
                #expect(other.response.status == .forbidden && other.text.contains("Send this again.</p>"))
                #expect(other.text.contains(browser.fieldOfProof(ana.secret)))
                for answer in [signedOut, other] {
                    #expect(answer.text.contains("long thoughts</textarea>") && answer.text.contains("id=\"\(form)\""))
                    #expect(answer.response.headers[.cacheControl] == "no-store")
                }
            }
            let page = try await browser.ask(.get, "/article/rain-falls").text
            #expect(page.contains("<p>Mine</p>") && page.contains(">1 comment</h2>"))
        }
    }

    @Test func `A guest whom the section does not take any more keeps the words, and is led to sign in`() async throws {
        try await withBrowser { browser in
            let secret = try await browser.store.write { transaction in
                let guest = try Account(id: Identifier(at: .now), identity: .guest, name: "Gus", at: .now)
                try await transaction.insert(guest)
                return try await transaction.openSession(of: guest.id, at: .now).secret
            }
            let page = try await browser.ask(.get, "/article/rain-falls", as: secret).text
            #expect(page.contains("Sign in to comment") && !page.contains("id=\"write\"") && page.contains(">Sign in</a>"))
            let refused = try await browser.ask(
                .post, "/article/rain-falls/comments", as: secret, form: ["body": "long thoughts"])
            #expect(refused.response.status == .unauthorized && refused.text.contains("long thoughts</textarea>"))
            #expect(refused.text.contains("Guests do not comment here.") && !refused.text.contains("You are not signed in"))
        }
    }

    @Test func `A banned reader is told why, and a refused comment is only deleted`() async throws {
        try await withBrowser { browser in
            let ana = try await browser.trusted("Ana")
            let id = try #require(Identifier<Newsroom.Comment>(try await browser.post("Mine", as: ana.secret)))
            let mo = AuditActor(id: UUID(), name: "Mo")
            try await browser.store.write { transaction in
                let ruling = try Ruling(.reject, because: .spam, note: "")
                _ = try await transaction.decide(ruling, on: [ReadComment(id, revision: 1)], by: mo, at: .now)
            }
            let edit = try await browser.ask(.get, "/article/rain-falls?edit=\(id)", as: ana.secret).text
            #expect(edit.contains("Not published: it advertises.") && !edit.contains("id=\"edit-"))
            let late = try await browser.ask(.post, "/comment/\(id)/edit", as: ana.secret, form: ["body": "Better"])
            #expect(late.response.status == .conflict && late.text.contains("can only be deleted."))
            #expect(late.text.contains("Better</textarea>"))
            try await browser.store.write { transaction in
                _ = try await transaction.set(.banned, of: ana.account, because: "enough <i>", by: mo, at: .now)
            }
            let page = try await browser.ask(.get, "/article/rain-falls", as: ana.secret).text
            #expect(page.contains("Your account may not comment. «enough &lt;i&gt;»"))
            let refused = try await browser.ask(.post, "/article/rain-falls/comments", as: ana.secret, form: ["body": "Why"])
            #expect(refused.text.contains("«enough &lt;i&gt;»") && refused.text.contains("Why</textarea>"))
        }
    }

    @Test func `Answers beyond a page of their thread are led to, named by an address, and seen by who writes one`()
        async throws
    {
        try await withBrowser { browser in
            let ana = try await browser.trusted("Ana")
            let root = try await browser.post("Long thread", as: ana.secret)
            _ = try await browser.pool.withConnection { connection in
                try await connection.run(
                    """
                    INSERT INTO newsroom.comment (
                        id, article_id, parent_id, root_id, depth, account_id, body, body_html, fingerprint, status, revision,
                        created_at, updated_at)
                    SELECT gen_random_uuid(), article_id, id, id, 1, account_id, 'x', '<p>Answer ' || n || '.</p>', fingerprint,
                        'approved', 1, created_at + n * interval '1 microsecond', now()
                    FROM newsroom.comment, generate_series(1, $1::integer) n
                    """, [Limits.maxThreadComments + 2])
            }
            func page(_ path: String) async throws -> String { try await browser.ask(.get, path, as: ana.secret).text }
            let list = try await page("/article/rain-falls")
            #expect(list.contains("<p>Answer 499.</p>") && !list.contains("<p>Answer 500.</p>"))
            let more = /thread-more"><a class="more" href="([^"]+)#comments">More answers/
            let link = String(try #require(list.firstMatch(of: more)).output.1)
            let further = try await page(link.replacing("&amp;", with: "&"))
            #expect(further.contains("<p>Answer 500.</p>") && further.contains("<p>Answer 502.</p>"))
            #expect(
                further.contains("<p>Long thread</p>") && !further.contains("Answer 499") && !further.contains("thread-more"))
            #expect(further.contains("/article/rain-falls?comment=\(root)#comments\" rel=\"first\">First answers"))

            let last = try await browser.post("The last word", as: ana.secret, answering: root)
            for address in ["comment=\(last)", "done=posted&posted=\(last)"] {
                let shown = try await page("/article/rain-falls?\(address)")
                #expect(shown.contains("<p>The last word</p>") && shown.contains("<p>Long thread</p>"), "\(address)")
            }
            let early = String(
                try #require(list.firstMatch(of: /id="comment-([0-9a-f-]{36})"[^>]+data-level="1"/)).output.1)
            #expect(try await page("/article/rain-falls?comment=\(early)").contains("<p>Answer 499.</p>"))

            let rest = try await browser.ask(.get, "/v1/articles/\(browser.article.id)/comments?thread=\(root)")
            let next = try #require(rest.response.headers[.link]?.firstMatch(of: /<([^>]+)>; rel="next"/)).output.1
            let end = try await browser.ask(.get, String(next))
            #expect(end.text.contains(last) && end.text.contains("Answer 500.") && end.response.headers[.link] == nil)
        }
    }

    @Test func `Seven comments in a minute are one too many, and the seventh is kept in its form`() async throws {
        try await withBrowser { browser in
            let ana = try await browser.trusted("Ana")
            for number in 1...6 { _ = try await browser.post("Number \(number)", as: ana.secret) }
            let answer = try await browser.ask(
                .post, "/article/rain-falls/comments", as: ana.secret, form: ["body": "Number 7"])
            #expect(answer.response.status == .tooManyRequests && answer.response.headers[.retryAfter] != nil)
            #expect(answer.text.contains("Number 7</textarea>") && answer.text.contains("try again in"))
        }
    }

    @Test func `The address of a form leads back, and a comment's own address shows its thread alone`() async throws {
        try await withBrowser { browser in
            let ana = try await browser.trusted("Ana")
            let id = try await browser.post("Alone", as: ana.secret)
            _ = try await browser.post("Another", as: ana.secret)
            let answer = try await browser.post("Below", as: ana.secret, answering: id)
            let led = try await browser.ask(.get, "/article/rain-falls/comments")
            #expect(led.response.headers[.location] == "/article/rain-falls#comments")
            let thread = try await browser.ask(.get, "/article/rain-falls?comment=\(answer)").text
            #expect(thread.contains("<p>Alone</p>") && thread.contains("<p>Below</p>") && !thread.contains("<p>Another</p>"))
        }
    }
}
