import HTTPTypes
import Metrics

/// Counts requests, and how long they took, by route template, method and status.
struct RequestMetrics: Sendable {
    let factory: any MetricsFactory

    func record(route: String, method: HTTPRequest.Method, status: HTTPResponse.Status, elapsed: Duration) {
        // A method that nobody knows is a client's free text: it must not become a label.
        let method = WebRouter.knownMethods.contains(method) ? method.rawValue : "other"
        let labels = [("route", route), ("method", method), ("status", String(status.code))]
        Counter(label: "courant_http_requests_total", dimensions: labels, factory: factory).increment()
        Timer(label: "courant_http_request_duration_seconds", dimensions: labels.dropLast(), factory: factory)
            .recordNanoseconds(Int64(elapsed.seconds * 1e9))
    }
}
