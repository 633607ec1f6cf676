import Hummingbird
import Logging
import NIOHTTP1

/// Turns every error into a problem, through the one table.
struct AnswerProblems: RouterMiddleware {
    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPParserError {
            throw error  // Hummingbird answers it and ends the connection: the rest of it cannot be read.
        } catch {
            let problem = Problem(from: error)
            if problem.code == .internalError {
                context.logger.error(
                    "Request failed", metadata: ["error": "\(String(reflecting: error))", "http.route": "\(context.route)"])
            }
            return problem.response(to: request, requestID: context.requestID)
        }
    }
}
