public import Hummingbird
import Newsroom
public import NewsroomStore

/// Asks the store what a page needs, and hands it to `Pages`.
public struct PageController: Sendable {
    private let pages: Pages
    private let store: NewsroomStore

    /// How many stories stand on a page of a section or a search.
    static let listCount = 24

    /// Joins pages and store.
    public init(pages: Pages, store: NewsroomStore) {
        self.pages = pages
        self.store = store
    }

    /// Adds the routes for readers, and pages in place of problems outside `/v1`, for routes that follow and for what no route matches.
    public func addRoutes(to router: some RouterMethods<WebContext>) {
        _ = router.add(middleware: AnswerReaders(pages: pages))
        let handlers = PageHandlers(pages: pages, store: store)
        router.get("/", use: handlers.show(front))
        router.get("/section/{slug}", use: handlers.show(section))
        router.get("/article/{slug}", use: handlers.show(article))
        router.get("/search", use: handlers.show(search))
        router.get("/moderation", use: handlers.show(moderation))
        router.get("/static/{name}", use: staticFile)
    }

    @Sendable private func front(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        let articles = try await store.articles(ArticleFilter(), after: nil, limit: FrontPage.storyCount)
        let counts = try await store.commentCounts(of: articles.value.items.map(\.id))
        return pages.response(to: request, with: FrontPage(articles, commentCounts: counts, in: edition))
    }

    @Sendable private func section(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        guard let slug = context.parameters.get("slug").flatMap({ Slug($0) }), let place = Place(request),
            let section = try await store.section(slug)
        else { return pages.notFound(in: edition) }
        let articles = try await store.articles(
            ArticleFilter(section: slug), after: place.token, limit: PageController.listCount)
        let counts = try await store.commentCounts(of: articles.value.items.map(\.id))
        return pages.response(
            to: request,
            with: SectionPage(section, articles, commentCounts: counts, isNewest: place.token == nil, in: edition))
    }

    @Sendable private func article(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        guard let name = context.parameters.get("slug") else { return pages.notFound(in: edition) }
        if let id = Identifier<Article>(name) {
            return pages.response(to: request, for: try await store.article(id).value, in: edition)
        }
        guard let slug = Slug(name) else { return pages.notFound(in: edition) }
        let lookup = try await store.article(slug: slug)
        let address = CommentsAddress { request.uri.queryParameters[Substring($0)].map(String.init) }
        let comments = try await store.commentsOnPage(under: lookup.value, at: address, seenBy: edition.reader?.id)
        return pages.response(to: request, for: lookup, comments: comments, in: edition)
    }

    @Sendable private func search(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        guard let place = Place(request) else { return pages.notFound(in: edition) }
        let parameters = request.uri.queryParameters
        let query = SearchPage.Query(words: parameters["q"].map(String.init), tag: parameters["tag"].map(String.init))
        var found: Page<Article>?
        if let query {
            found = try await store.articles(query.filter, after: place.token, limit: PageController.listCount).value
        }
        let counts = try await store.commentCounts(of: found?.items.map(\.id) ?? [])
        return pages.response(
            to: request, with: SearchPage(query, found, commentCounts: counts, isFirst: place.token == nil, in: edition))
    }

    @Sendable private func moderation(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        guard let reader = edition.reader else {
            return .seeOther((edition.path ?? .front).address(of: "/sign-in"))
        }
        guard reader.moderates else { throw Problem(.forbidden, "The console is for moderators and admins") }
        return pages.response(to: request, with: ModerationPage(in: edition))
    }

    @Sendable private func staticFile(_ request: Request, _ context: WebContext) -> Response {
        context.parameters.get("name").flatMap(pages.statics.response) ?? pages.notFound(in: pages.edition(sections: []))
    }

    /// Where a list starts; `nil` when the address says something that is no place.
    private struct Place {
        let token: PageToken?

        init?(_ request: Request) {
            guard let text = request.uri.queryParameters["page"] else {
                token = nil
                return
            }
            guard let token = PageToken(String(text)) else { return nil }
            self.token = token
        }
    }
}
