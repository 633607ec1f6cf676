import HTTPTypes
import Hummingbird
import Logging
import Metrics

/// Outermost: names the request, puts on the headers that every answer has, counts and logs.
struct ObserveRequests: RouterMiddleware {
    let metrics: RequestMetrics

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        context.requestID = ObserveRequests.plainID(request.headers[.xRequestID]) ?? context.requestID
        context.logger[metadataKey: "request.id"] = "\(context.requestID)"
        var response = try await next(request, context)
        if request.method == .head { response = response.createHeadResponse() }
        response.headers.addCommon(requestID: context.requestID)
        // The rest of the connection was left to another protocol, and is not read as HTTP any more.
        if request.headers[.upgrade] != nil, response.status != .switchingProtocols {
            response.headers[.connection] = response.headers[.connection].map { "\($0), close" } ?? "close"
        }
        let elapsed = ContinuousClock.now - start
        metrics.record(route: context.route, method: request.method, status: response.status, elapsed: elapsed)
        context.logger.info(
            "Request answered",
            metadata: [
                "http.method": "\(request.method)", "http.route": "\(context.route)", "http.status": "\(response.status.code)",
                "duration.ms": "\(elapsed.seconds * 1000)",
            ])
        return response
    }

    /// A client's own id is kept when it cannot do harm in a log or a header.
    static func plainID(_ value: String?) -> String? {
        guard let value, (1...64).contains(value.utf8.count) else { return nil }
        let isPlain = value.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F
                || $0 == 0x2E
        }
        return isPlain ? value : nil
    }
}

extension Response {
    /// What no page of ours may do unless it says so: nothing.
    static let strictestContentPolicy = "default-src 'none'; frame-ancestors 'none'"
}

extension HTTPFields {
    /// What every answer has.
    mutating func addCommon(requestID: String?) {
        self[.xRequestID] = requestID
        self[.xContentTypeOptions] = "nosniff"
        if self[.referrerPolicy] == nil { self[.referrerPolicy] = "strict-origin-when-cross-origin" }
        if self[.contentSecurityPolicy] == nil { self[.contentSecurityPolicy] = Response.strictestContentPolicy }
    }
}
