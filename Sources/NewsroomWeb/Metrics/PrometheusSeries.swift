import Metrics
import Synchronization

/// One name with one set of labels.
final class PrometheusSeries: CounterHandler, RecorderHandler, MeterHandler, TimerHandler {
    /// As the TYPE line names it.
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    private struct State {
        var value = 0.0
        var counts = [Int](repeating: 0, count: PrometheusRegistry.bucketSeconds.count + 1)
    }

    private let kind: Kind
    private let state = Mutex(State())

    init(_ kind: Kind) {
        self.kind = kind
    }

    func increment(by amount: Int64) { state.withLock { $0.value += Double(amount) } }
    func increment(by amount: Double) { state.withLock { $0.value += amount } }
    func decrement(by amount: Double) { state.withLock { $0.value -= amount } }
    func reset() { state.withLock { $0 = State() } }
    func set(_ value: Int64) { state.withLock { $0.value = Double(value) } }
    func set(_ value: Double) { state.withLock { $0.value = value } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }

    func recordNanoseconds(_ duration: Int64) {
        let seconds = Double(duration) / 1e9
        let bucket = PrometheusRegistry.bucketSeconds.firstIndex { seconds <= $0 } ?? PrometheusRegistry.bucketSeconds.count
        state.withLock { state in
            state.value += seconds
            state.counts[bucket] += 1
        }
    }

    /// Its lines of the text format.
    func lines(name: String, labels: [String]) -> String {
        let state = state.withLock { $0 }
        func line(_ suffix: String, _ labels: [String], _ value: String) -> String {
            "\(name)\(suffix)\(labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}") \(value)\n"
        }
        switch kind {
        case .counter, .gauge: return line("", labels, PrometheusSeries.number(state.value))
        case .histogram:
            var text = ""
            var total = 0
            for (bound, count) in zip(PrometheusRegistry.bucketSeconds.map(PrometheusSeries.number) + ["+Inf"], state.counts) {
                total += count
                text += line("_bucket", labels + [#"le="\#(bound)""#], String(total))
            }
            return text + line("_sum", labels, PrometheusSeries.number(state.value)) + line("_count", labels, String(total))
        }
    }

    /// Whole numbers without a fraction, the rest as Swift prints them.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { String($0) } ?? String(value)
    }
}

/// A label's name and value, fit to be printed.
struct PrometheusLabel: Hashable, Sendable {
    let name: String
    let value: String

    init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    init(_ dimension: (String, String)) {
        self.init(name: PrometheusLabel.sanitised(dimension.0), value: String(dimension.1.prefix(128)))
    }

    /// As it stands between the braces.
    var text: String {
        let value = value.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#).replacing("\n", with: #"\n"#)
        return "\(name)=\"\(value)\""
    }

    /// Letters, digits and `_`, not a digit first.
    static func sanitised(_ name: String) -> String {
        let plain = String(
            name.unicodeScalars.map { ("a"..."z" ~= $0 || "A"..."Z" ~= $0 || "0"..."9" ~= $0) ? Character($0) : "_" })
        return plain.first.map { $0.isNumber } ?? true ? "_" + plain : plain
    }
}
