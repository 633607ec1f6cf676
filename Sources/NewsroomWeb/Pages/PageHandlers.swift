import HTTPTypes
import Hummingbird
import Logging
import Newsroom
import NewsroomStore

/// Makes handlers of functions that answer with pages.
struct PageHandlers: Sendable {
    let pages: Pages
    let store: NewsroomStore

    typealias Handler = @Sendable (Request, WebContext, Edition) async throws -> Response

    /// Reads what every page needs, turns what goes wrong into a page, and keeps a reader's pages from everybody else.
    func show(_ handler: @escaping Handler) -> @Sendable (Request, WebContext) async -> Response {
        { request, context in
            var response = await answer(request, context, handler)
            if context.principal != nil {
                if response.headers[.cacheControl] != "no-store" { response.headers[.cacheControl] = "private, no-cache" }
                response.headers[values: .vary].append("Cookie")
            }
            return response
        }
    }

    private func answer(_ request: Request, _ context: WebContext, _ handler: Handler) async -> Response {
        let reader = context.reader(at: pages.now())
        var edition = pages.edition(sections: [], reader: reader)
        do {
            let sections = try await store.sections().value
            let path = request.method == .post ? nil : ReturnPath(request.uri.string)
            edition = pages.edition(sections: sections, reader: reader, path: path)
            return try await handler(request, context, edition)
        } catch {
            let problem = Problem(from: error)
            if problem.code == .internalError {
                context.logger.error(
                    "Page failed", metadata: ["error": "\(String(reflecting: error))", "http.route": "\(context.route)"])
            }
            return pages.errorResponse(status: problem.code.status, headers: problem.headers, in: edition)
        }
    }
}
