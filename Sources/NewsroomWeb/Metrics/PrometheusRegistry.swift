import Foundation
public import Metrics
import Synchronization

/// Keeps every metric of the process, and prints them for Prometheus (text format 0.0.4).
///
/// A backend for swift-metrics: counters stay counters, recorders and meters become gauges, timers become histograms in seconds.
/// A name takes at most `maxSeriesCount` sets of labels; what is above falls into one set whose values are `other`.
public final class PrometheusRegistry: MetricsFactory {
    /// Sets of labels under one name.
    public static let maxSeriesCount = 500
    /// Upper bounds of a histogram's buckets, in seconds.
    public static let bucketSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private struct Family {
        let kind: PrometheusSeries.Kind
        var series: [[PrometheusLabel]: PrometheusSeries] = [:]
    }

    private let families = Mutex<[String: Family]>([:])
    private let help: [String: String]

    /// Starts empty.
    /// - Parameter help: What a metric says about itself, by name.
    public init(help: [String: String] = [:]) {
        self.help = help
    }

    private func series(_ name: String, _ dimensions: [(String, String)], _ kind: PrometheusSeries.Kind) -> PrometheusSeries {
        let name = PrometheusLabel.sanitised(name)
        let labels = dimensions.map(PrometheusLabel.init).sorted { $0.name < $1.name }
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind)
            defer { families[name] = family }
            if let series = family.series[labels] { return series }
            let isFull = family.series.count >= PrometheusRegistry.maxSeriesCount
            let labels = isFull ? labels.map { PrometheusLabel(name: $0.name, value: "other") } : labels
            // A name that is used with two kinds keeps the first: two TYPE lines would spoil the whole scrape.
            let series = family.series[labels] ?? PrometheusSeries(family.kind)
            family.series[labels] = series
            return series
        }
    }

    /// Prints every metric, sorted by name and labels.
    public func text() -> String {
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(help[name] ?? name.replacing("_", with: " "))\n# TYPE \(name) \(family.kind.rawValue)\n"
            let series = family.series.map { (labels: $0.key.map(\.text), series: $0.value) }
            for (labels, series) in series.sorted(by: { $0.labels.joined() < $1.labels.joined() }) {
                text += series.lines(name: name, labels: labels)
            }
        }
        return text
    }

    /// Makes, or finds, a counter.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter)
    }

    /// Makes, or finds, a gauge. Aggregation is left to who reads.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        series(label, dimensions, .gauge)
    }

    /// Makes, or finds, a gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge)
    }

    /// Makes, or finds, a histogram in seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram)
    }

    // A series stays: a counter that vanishes looks like a restart.

    /// Keeps it.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Keeps it.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Keeps it.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Keeps it.
    public func destroyTimer(_ handler: any TimerHandler) {}
}
