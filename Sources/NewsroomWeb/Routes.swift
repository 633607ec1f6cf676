import Hummingbird
import NewsroomStore

/// Builds the router with every route of the REST API and of operation.
/// - Parameters:
///   - services: What the handlers need.
///   - more: Adds the routes of others (pages, streams) behind the same middleware.
public func makeRouter(_ services: WebServices, adding more: (WebRouter) -> Void = { _ in }) -> WebRouter {
    let router = WebRouter()
    router.add(middleware: ObserveRequests(metrics: RequestMetrics(factory: services.metrics)))
    router.add(middleware: CrossOrigin(origins: services.settings.corsOrigins))
    router.add(middleware: AnswerProblems())
    router.add(middleware: Authenticate { try await services.store.principal(token: $0, at: services.now()) })
    router.add(middleware: AnswerUnmatched())
    more(router)
    return router
}
