import Foundation
import Hummingbird
import Newsroom
import NewsroomStore
import Postgres
import TestSupport
import Testing

@testable import NewsroomWeb

/// The forms, as a browser without scripts uses them.
@Suite(.timeLimit(.minutes(1)))
struct AccountPagesTests {
    private func withBrowser(_ body: (FormBrowser) async throws -> Void) async throws {
        try await withTestDatabase { database in
            let pool = PostgresPool(configuration: database.configuration, size: 2, logger: .tests)
            defer { pool.close() }
            let store = try NewsroomStore(pool: pool, statements: StatementLibrary(directory: TestCluster.checkout + "/sql"))
            let services = WebServices(
                store: store, onCommit: {}, readiness: { [] }, metrics: PrometheusRegistry(),
                settings: WebSettings(corsOrigins: ["https://www.paper.example"]))
            let pages = try Pages(directory: TestCluster.checkout + "/templates")
            let router = makeRouter(services) { router in
                PageController(pages: pages, store: store).addRoutes(to: router)
                AccountPages(pages: pages, services: services).addRoutes(to: router)
            }
            try await body(FormBrowser(responder: router.buildResponder()))
        }
    }

    private static let form = ["handle": "ana", "name": "Ana <b>Lima", "passphrase": "correct horse", "return": "/search?q=a"]

    private func cookie(_ response: Response) throws -> String {
        String(try #require(response.headers[.setCookie]).prefix { $0 != ";" })
    }

    private func csrf(_ page: String) throws -> String {
        String(try #require(page.firstMatch(of: /<meta name="courant-csrf" content="([0-9a-f]{64})">/)).output.1)
    }

    @Test func `Somebody signs up and out, and every page says who reads it and is kept from others`() async throws {
        try await withBrowser { browser in
            let made = try await browser.ask(.post, "/sign-up", form: Self.form)
            #expect(made.response.status == .seeOther && made.response.headers[.location] == "/search?q=a")
            let cookie = try cookie(made.response)
            let front = try await browser.ask(.get, "/", cookie: cookie)
            #expect(front.text.contains("Ana &lt;b&gt;Lima") && !front.text.contains("Sign in"))
            #expect(front.response.headers[.cacheControl] == "private, no-cache")
            #expect(front.response.headers[values: .vary].contains("Cookie"))
            let missing = try await browser.ask(.get, "/article/none", cookie: cookie)
            #expect(!missing.text.contains("/article/none"))
            #expect(missing.response.status == .notFound && missing.response.headers[.cacheControl] == "private, no-cache")
            let forged = try await browser.ask(.post, "/sign-out", cookie: cookie, form: ["csrf": "0"])
            #expect(forged.response.status == .forbidden)
            let out = try await browser.ask(
                .post, "/sign-out", cookie: cookie, form: ["csrf": try csrf(front.text), "return": "/"])
            #expect(out.response.status == .seeOther && out.response.headers[.setCookie]?.contains("Max-Age=0") == true)
            let after = try await browser.ask(.get, "/search?q=a", cookie: cookie)
            #expect(after.text.contains(#"href="/sign-in?return=%2Fsearch%3Fq%3Da""#))
            #expect(
                after.response.headers[.cacheControl] == "no-cache" && !after.response.headers[values: .vary].contains("Cookie")
            )
            let again = try await browser.ask(.post, "/sign-in", form: Self.form.filter { $0.key != "name" })
            #expect(again.response.status == .seeOther)
        }
    }

    @Test func `A form that cannot be taken comes back with what was typed, but for the passphrase`() async throws {
        try await withBrowser { browser in
            let faulty = try await browser.ask(
                .post, "/sign-up", form: ["handle": "Not a slug", "name": "A\"na", "passphrase": "sesame"])
            #expect(faulty.response.status == .unprocessableContent)
            #expect(faulty.text.contains(#"value="Not a slug""#) && faulty.text.contains("A&quot;na"))
            #expect(faulty.text.contains("This must have 10...200 characters") && !faulty.text.contains("sesame"))
            #expect(faulty.response.headers[.cacheControl] == "no-store")
            let wrong = try await browser.ask(.post, "/sign-in", form: ["handle": "ana", "passphrase": "wrong horse"])
            #expect(wrong.response.status == .unauthorized && wrong.text.contains("Handle or passphrase is wrong."))
            #expect(wrong.response.headers[.setCookie] == nil)
        }
    }

    @Test(arguments: [nil, "https://evil.example", "null"])
    func `A form of another site signs nobody in`(origin: String?) async throws {
        try await withBrowser { browser in
            for path in ["/sign-in", "/sign-up", "/sign-in/sso"] {
                let answer = try await browser.ask(.post, path, form: Self.form, origin: origin)
                #expect(answer.response.status == .forbidden && answer.response.headers[.setCookie] == nil, "\(path)")
            }
        }
    }

    @Test func `The newsroom's own site may send a reader who has a session already`() async throws {
        try await withBrowser { browser in
            let cookie = try cookie(try await browser.ask(.post, "/sign-up", form: Self.form).response)
            for (path, status) in [
                ("/sign-in/sso", HTTPResponse.Status.notFound), ("/sign-out", .forbidden), ("/sign-in", .forbidden),
            ] {
                let answer = try await browser.ask(
                    .post, path, cookie: cookie, form: ["token": "x"], origin: "https://www.paper.example")
                #expect(answer.response.status == status, "\(path)")
            }
            #expect(try await browser.ask(.get, "/", cookie: cookie).text.contains("Sign out"))
        }
    }

    @Test(arguments: [
        "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "", "evil",
    ])
    func `Nobody is led to another site`(path: String) async throws {
        #expect(ReturnPath(path) == nil)
        try await withBrowser { browser in
            var form = Self.form
            form["return"] = path
            let answer = try await browser.ask(.post, "/sign-up", form: form)
            #expect(answer.response.headers[.location] == "/")
        }
    }
}
