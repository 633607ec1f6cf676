import Hummingbird
import NewsroomStore

/// Builds the router with the routes of operation and of the REST API, but for the stream, the log and the console.
/// - Parameters:
///   - services: What the handlers need.
///   - more: Adds the routes of others (pages, streams) behind the same middleware.
public func makeRouter(_ services: WebServices, adding more: (WebRouter) -> Void = { _ in }) -> WebRouter {
    let router = WebRouter()
    router.add(middleware: ObserveRequests(metrics: RequestMetrics(factory: services.metrics)))
    router.add(middleware: CrossOrigin(origins: services.settings.corsOrigins))
    router.add(middleware: FindClient(proxies: services.settings.trustedProxies))
    router.add(middleware: AnswerProblems())
    router.add(middleware: DemandPlainPath())
    router.add(middleware: Authenticate(services: services))
    router.add(middleware: AnswerUnmatched())
    addOperations(to: router, services)
    addREST(to: router, services)
    more(router)
    return router
}

private func addOperations(to router: WebRouter, _ services: WebServices) {
    let operations = OperationsController(services: services)
    router.get("/healthz", use: operations.health)
    router.get("/readyz", use: operations.readiness)
    router.get("/metrics", use: operations.metrics)
}

private func addREST(to router: WebRouter, _ services: WebServices) {
    let articles = ArticleController(services: services)
    let sections = SectionController(services: services)
    let accounts = AccountController(services: services)
    let v1 = router.group("/v1")
    v1.add(middleware: NegotiateJSON())
    v1.post("/accounts", use: accounts.signUp)
    v1.post("/sessions", use: accounts.signIn)
    v1.get("/account", use: accounts.show)
    v1.delete("/session", use: accounts.signOut)
    v1.get("/articles", use: articles.list)
    v1.post("/articles", use: articles.create)
    v1.get("/articles/{id}", use: articles.show)
    v1.patch("/articles/{id}", use: articles.revise)
    v1.post("/articles/{id}/publish", use: articles.publish)
    v1.post("/articles/{id}/withdraw", use: articles.withdraw)
    v1.get("/articles/{id}/corrections", use: articles.corrections)
    v1.post("/articles/{id}/corrections", use: articles.correct)
    v1.get("/articles/{id}/revisions", use: articles.revisions)
    v1.get("/sections", use: sections.list)
    v1.post("/sections", use: sections.create)
    v1.get("/sections/{slug}", use: sections.show)
    v1.patch("/sections/{slug}", use: sections.revise)
    addComments(to: v1, services)
    router.hint(
        "/v1/articles/{id}", .delete, "Articles are not deleted: POST /v1/articles/{id}/withdraw takes one back, with a reason")
}

private func addComments(to v1: RouterGroup<WebContext>, _ services: WebServices) {
    let comments = CommentController(services: services)
    let policies = CommentPolicyController(services: services)
    let moderation = ModerationController(services: services)
    v1.get("/articles/{id}/comments", use: comments.list)
    v1.post("/articles/{id}/comments", use: comments.post)
    v1.get("/comments/{id}", use: comments.show)
    v1.patch("/comments/{id}", use: comments.edit)
    v1.delete("/comments/{id}", use: comments.remove)
    v1.get("/comments/{id}/revisions", use: comments.revisions)
    v1.post("/comments/{id}/reports", use: comments.report)
    v1.get("/sections/{slug}/comment_policy", use: policies.showOfSection)
    v1.put("/sections/{slug}/comment_policy", use: policies.setOfSection)
    v1.get("/articles/{id}/comment_policy", use: policies.showOfArticle)
    v1.put("/articles/{id}/comment_policy", use: policies.setOfArticle)
    v1.delete("/articles/{id}/comment_policy", use: policies.endOfArticle)
    v1.get("/moderation/comments", use: moderation.list)
    v1.get("/moderation/comments/{id}", use: moderation.context)
    v1.post("/moderation/comments/{id}/decisions", use: moderation.decide)
    v1.post("/moderation/comments/{id}/notes", use: moderation.note)
    v1.post("/moderation/decisions", use: moderation.decideMany)
    v1.post("/moderation/decisions/{id}/undo", use: moderation.undo)
    v1.post("/moderation/batches/{id}/undo", use: moderation.undoMany)
    v1.get("/moderation/readers/{id}", use: moderation.reader)
    v1.put("/moderation/readers/{id}/standing", use: moderation.setStanding)
    v1.get("/moderation/words", use: moderation.words)
    v1.put("/moderation/words", use: moderation.setWords)
    v1.get("/moderation/audit", use: moderation.audit)
}
