import Hummingbird

/// Innermost: says what an unmatched request was lacking.
struct AnswerUnmatched: RouterMiddleware {
    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound && context.route == "unmatched" {
            guard WebRouter.knownMethods.contains(request.method) else {
                throw Problem(.methodUnknown, "The server does not know this method")
            }
            throw Problem(.notFound, "There is nothing at this address")
        }
    }
}
