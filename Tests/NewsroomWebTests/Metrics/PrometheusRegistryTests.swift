import Metrics
import Testing

@testable import NewsroomWeb

struct PrometheusRegistryTests {
    @Test func `Counters, gauges and timers are printed for Prometheus`() {
        let registry = PrometheusRegistry(help: ["hits_total": "Hits."])
        Counter(label: "hits.total", dimensions: [("b", "x\"\\\n"), ("a-b", "1")], factory: registry).increment(by: 3)
        Gauge(label: "depth", factory: registry).record(1.5)
        let timer = Timer(label: "time_seconds", factory: registry)
        timer.recordNanoseconds(3_000_000)
        timer.recordNanoseconds(60_000_000_000)
        let text = registry.text()
        #expect(text.contains("# TYPE depth gauge\ndepth 1.5\n"))
        #expect(
            text.contains("# HELP hits_total Hits.\n# TYPE hits_total counter\nhits_total{a_b=\"1\",b=\"x\\\"\\\\\\n\"} 3\n"))
        #expect(text.contains("time_seconds_bucket{le=\"0.0025\"} 0\ntime_seconds_bucket{le=\"0.005\"} 1\n"))
        #expect(text.contains("time_seconds_bucket{le=\"+Inf\"} 2\ntime_seconds_sum 60.003\ntime_seconds_count 2\n"))
    }

    @Test func `Sets of labels are bounded`() {
        let registry = PrometheusRegistry()
        for number in 0..<(PrometheusRegistry.maxSeriesCount + 50) {
            Counter(label: "hits_total", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        #expect(registry.text().contains("hits_total{n=\"other\"} 50\n"))
    }

    @Test func `One name with one set of labels is one series`() {
        let registry = PrometheusRegistry()
        Counter(label: "a", dimensions: [("x", "1"), ("y", "2")], factory: registry).increment()
        Counter(label: "a", dimensions: [("y", "2"), ("x", "1")], factory: registry).increment()
        #expect(registry.text().contains("a{x=\"1\",y=\"2\"} 2\n"))
    }
}
