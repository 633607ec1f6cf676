import HTTPTypes
import Metrics

/// Counts requests, and how long they took, by route template, method and status.
struct RequestMetrics: Sendable {
    let factory: any MetricsFactory

    /// The metrics of one kind of answer, found once.
    struct Kind: Sendable {
        fileprivate let count: Counter
        fileprivate let duration: Timer

        func record(_ elapsed: Duration) {
            count.increment()
            duration.recordNanoseconds(Int64(elapsed.seconds * 1e9))
        }
    }

    func record(route: String, method: HTTPRequest.Method, status: HTTPResponse.Status, elapsed: Duration) {
        kind(route: route, method: method, status: status).record(elapsed)
    }

    func kind(route: String, method: HTTPRequest.Method, status: HTTPResponse.Status) -> Kind {
        // A method that nobody knows is a client's free text: it must not become a label.
        let method = WebRouter.knownMethods.contains(method) ? method.rawValue : "other"
        let labels = [("route", route), ("method", method), ("status", String(status.code))]
        return Kind(
            count: Counter(label: "courant_http_requests_total", dimensions: labels, factory: factory),
            duration: Timer(label: "courant_http_request_duration_seconds", dimensions: labels.dropLast(), factory: factory))
    }
}
