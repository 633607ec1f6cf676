import Hummingbird

/// Outside `/v1`, where people read, what goes wrong becomes a page and not a problem document.
struct AnswerReaders: RouterMiddleware {
    let pages: Pages

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any HTTPResponseError where AnswerReaders.isForPeople(request) {
            return pages.errorResponse(for: Problem(from: error))
        } catch let problem as Problem where AnswerReaders.isForPeople(request) {
            return pages.errorResponse(for: problem)
        }
    }

    private static func isForPeople(_ request: Request) -> Bool {
        request.uri.path != "/v1" && !request.uri.path.hasPrefix("/v1/")
    }
}
