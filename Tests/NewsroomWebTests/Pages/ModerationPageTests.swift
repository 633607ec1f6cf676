import Hummingbird
import Newsroom
import NewsroomStore
import NIOEmbedded
import Postgres
import TestSupport
import Testing

@testable import NewsroomWeb

/// Who gets the console's page. What it does is tested in a browser: see `Tests/browser/moderation.py`.
@Suite(.timeLimit(.minutes(1)))
struct ModerationPageTests {
    private func ask(_ path: String, as role: Role?, withSession: Bool = true) async throws -> (
        response: Response, text: String
    ) {
        try await withTestDatabase { database in
            let pool = PostgresPool(configuration: database.configuration, size: 1, logger: .tests)
            defer { pool.close() }
            let store = try NewsroomStore(pool: pool, statements: StatementLibrary(directory: TestCluster.checkout + "/sql"))
            let router = Router(context: WebContext.self)
            PageController(pages: try PageFixture.pages(), store: store).addRoutes(to: router)
            var context = WebContext(source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: .tests))
            context.principal = role.map { role in
                let session = Identifier<Session>(at: PageFixture.now)
                let source: Principal.Source =
                    withSession
                    ? .account(Identifier(at: PageFixture.now), session: session) : .token(Identifier(at: PageFixture.now))
                return Principal(source: source, role: role, name: "Ana <Lima>", author: nil)
            }
            if withSession { context.csrfToken = "a-token" }
            let response = try await router.buildResponder().respond(to: PageFixture.request(path), context: context)
            return (response, try await text(of: response))
        }
    }

    @Test(arguments: [Role.moderator, .admin])
    func `Moderators and admins get the console, and nobody else its copy`(role: Role) async throws {
        let answer = try await ask("/moderation?queue=held", as: role)
        #expect(answer.response.status == .ok && answer.response.headers[.cacheControl] == "private, no-cache")
        #expect(answer.response.headers[.contentSecurityPolicy]?.contains("connect-src 'self'") == true)
        #expect(answer.text.contains("Ana &lt;Lima&gt;") && answer.text.contains(#"name="csrf" value="a-token""#))
        #expect(answer.text.contains(#"src="/static/moderation."#) && !answer.text.contains("/static/courant.js"))
        #expect(answer.text.contains(#"content="noindex""#) && answer.text.contains("<noscript>"))
        #expect(!answer.text.contains("<script>") && !answer.text.contains(" style=") && !answer.text.contains("{{"))
    }

    @Test func `Who is not signed in is led to do so, and back`() async throws {
        for answer in [
            try await ask("/moderation?queue=held", as: nil),
            try await ask("/moderation?queue=held", as: .moderator, withSession: false),
        ] {
            #expect(answer.response.status == .seeOther)
            #expect(answer.response.headers[.location] == "/sign-in?return=%2Fmoderation%3Fqueue%3Dheld")
        }
    }

    @Test(arguments: [Role.reader, .writer, .editor])
    func `Others are told that it is not for them`(role: Role) async throws {
        let answer = try await ask("/moderation", as: role)
        #expect(answer.response.status == .forbidden && answer.text.contains("This is not for you"))
    }
}
