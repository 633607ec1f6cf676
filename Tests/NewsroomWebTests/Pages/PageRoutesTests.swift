import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Newsroom
import NewsroomStore
import Postgres
import TestSupport
import Testing

@testable import NewsroomWeb

/// The routes for readers, on a real database.
@Suite(.timeLimit(.minutes(1)))
struct PageRoutesTests {
    /// A paper with two sections, and articles in every state.
    struct Paper {
        let store: NewsroomStore
        let responder: RouterResponder<WebContext>
        let published: Article
        let draft: Article
        let withdrawn: Article
        let droppedDraft: Article

        func get(_ path: String, headers: HTTPFields = [:]) async throws -> (response: Response, text: String) {
            let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: .tests)
            let response = try await responder.respond(
                to: PageFixture.request(path, headers: headers), context: WebContext(source: source))
            return (response, try await NewsroomWebTests.text(of: response))
        }
    }

    private func withPaper(_ body: (Paper) async throws -> Void) async throws {
        try await withTestDatabase { database in
            let pool = PostgresPool(configuration: database.configuration, size: 2, logger: .tests)
            defer { pool.close() }
            let store = try NewsroomStore(pool: pool, statements: StatementLibrary(directory: TestCluster.checkout + "/sql"))
            let world = PageFixture.world
            var changes: [(inout Article) throws -> Void] = [
                { try $0.publish(at: PageFixture.now) }, { _ in },
                { article in
                    try article.publish(at: PageFixture.now)
                    try article.withdraw(reason: "It was wrong", at: PageFixture.now)
                },
                { try $0.withdraw(reason: "Never mind", at: PageFixture.now) },
            ]
            let articles = try ["Rain", "Draft", "Snow", "Dropped"].map { headline in
                var article = Article(
                    id: Identifier(at: PageFixture.now), slug: Slug(phrase: headline),
                    content: try ArticleContent(
                        headline: "\(headline) falls", standfirst: "", body: "\(headline).", tags: ["weather"]),
                    section: world, author: PageFixture.author, at: PageFixture.now - 60)
                try changes.removeFirst()(&article)
                return article
            }
            try await store.write { transaction in
                try await transaction.insert(world)
                try await transaction.insert(PageFixture.author)
                for article in articles { try await transaction.insert(article, changedBy: "test") }
            }
            let router = Router(context: WebContext.self)
            PageController(pages: try PageFixture.pages(), store: store).addRoutes(to: router)
            try await body(
                Paper(
                    store: store, responder: router.buildResponder(), published: articles[0], draft: articles[1],
                    withdrawn: articles[2], droppedDraft: articles[3]))
        }
    }

    @Test func `Each address answers with its status`() async throws {
        try await withPaper { paper in
            let expected: [(String, HTTPResponse.Status)] = [
                ("/", .ok), ("/section/world", .ok), ("/section/nowhere", .notFound), ("/section/World", .notFound),
                ("/section/world?page=x", .notFound), ("/article/rain", .ok),
                ("/article/\(paper.published.id)", .movedPermanently),
                ("/article/draft", .notFound), ("/article/\(paper.draft.id)", .notFound), ("/article/snow", .gone),
                ("/article/\(paper.withdrawn.id)", .gone), ("/article/dropped", .notFound),
                ("/article/\(paper.droppedDraft.id)", .notFound), ("/article/%00", .notFound), ("/search", .ok),
                ("/search?q=rain", .ok), ("/search?q=%00", .ok), ("/search?tag=weather", .ok),
                ("/search?q=rain&page=x", .notFound),
                ("/static/courant.js", .notFound), ("/static/..%2flayout.mustache", .notFound),
            ]
            for (path, status) in expected {
                let answer = try await paper.get(path)
                #expect(answer.response.status == status, "\(path)")
                for secret in ["Draft falls", "Snow falls", "Dropped falls", "Never mind"] {
                    #expect(!answer.text.contains(secret), "\(path)")
                }
            }
        }
    }

    @Test func `An address that no route matches is a page for people, and a problem for programs`() async throws {
        try await withPaper { paper in
            let answer = try await paper.get("/there-is-no-such-page")
            #expect(answer.response.status == .notFound)
            #expect(answer.text.contains("There is no such page"))
            let problem = try await paper.get("/v1/there-is-no-such-thing")
            #expect(problem.response.status == .notFound)
            #expect(!problem.text.contains("<html"))
        }
    }

    @Test func `Pages show what the newsroom published`() async throws {
        try await withPaper { paper in
            for path in ["/", "/section/world", "/search?q=rain", "/search?tag=weather", "/article/rain"] {
                let html = try await paper.get(path).text
                #expect(html.contains("Rain falls"), "\(path)")
            }
            let html = try await paper.get("/article/snow").text
            #expect(html.contains("It was wrong"))
            let nothing = try await paper.get("/search?q=absent").text
            #expect(nothing.contains("No story has «absent»"))
        }
    }

    @Test func `An older slug leads to the newest`() async throws {
        try await withPaper { paper in
            var renamed = paper.published
            var change = ArticleChange()
            change.slug = Slug(phrase: "downpour")
            try renamed.revise(change, at: PageFixture.now)
            let (old, new) = (paper.published, renamed)
            try await paper.store.write { try await $0.save(new, replacing: old, changedBy: "test") }
            let answer = try await paper.get("/article/rain")
            #expect(answer.response.status == .movedPermanently)
            #expect(answer.response.headers[.location] == "/article/downpour")
        }
    }

    @Test func `A section pages to its older stories and back`() async throws {
        try await withPaper { paper in
            let articles = try (1...(PageController.listCount + 5)).map { number in
                var article = Article(
                    id: Identifier(at: PageFixture.now), slug: Slug(phrase: "Flood \(number)"),
                    content: try ArticleContent(headline: "Flood \(number)", standfirst: "", body: "", tags: []),
                    section: PageFixture.world, author: PageFixture.author, at: PageFixture.now)
                try article.publish(at: PageFixture.now + Double(number))
                return article
            }
            try await paper.store.write { transaction in
                for article in articles { try await transaction.insert(article, changedBy: "test") }
            }
            var path: String? = "/section/world"
            var headlines: [String] = []
            while let current = path {
                let html = try await paper.get(current).text
                headlines += html.matches(of: #/data-slot="headline">([^<]+)</#).map { String($0.output.1) }
                path = html.firstMatch(of: #/href="([^"]+)" rel="next"/#).map { String($0.output.1) }
            }
            #expect(headlines == articles.reversed().map(\.content.headline) + ["Rain falls"])
        }
    }

    @Test func `A database that is away becomes a page that says when to come back`() async throws {
        let nowhere = PostgresConfiguration(connectionString: "host=/nowhere dbname=none")
        let pool = PostgresPool(configuration: nowhere, size: 1, logger: .tests)
        defer { pool.close() }
        let store = try NewsroomStore(pool: pool, statements: StatementLibrary(directory: TestCluster.checkout + "/sql"))
        let router = Router(context: WebContext.self)
        PageController(pages: try PageFixture.pages(), store: store).addRoutes(to: router)
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: .tests)
        let response = try await router.buildResponder().respond(
            to: PageFixture.request("/"), context: WebContext(source: source))
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter] != nil)
        let html = try await text(of: response)
        #expect(html.contains("The presses are stopped for a moment"))
    }
}
