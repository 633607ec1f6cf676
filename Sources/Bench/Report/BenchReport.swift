public import Foundation

/// What a run has found, for people and for programs.
public struct BenchReport: Sendable {
    /// For example `fanout`.
    public let scenario: String
    /// What was run, where and when: words by name.
    public private(set) var facts: [(name: String, text: String)] = []
    /// In the order of the table.
    public private(set) var figures: [Figure] = []
    /// What was not exact, each a sentence. None: every reader was told every event once, in order.
    public private(set) var faults: [String] = []
    /// What else has to be said about the figures.
    public private(set) var notes: [String] = []
    /// What `--svg` shows.
    public var plot: Plot?

    /// What «exact» means here.
    private let promise: String

    /// Nothing found yet.
    /// - Parameters:
    ///   - scenario: Its name.
    ///   - promise: What is true when there are no faults.
    public init(scenario: String, promise: String = "every reader was told every event once, in order") {
        self.scenario = scenario
        self.promise = promise
    }

    /// Whether nothing was missing, repeated or out of order.
    public var isExact: Bool { faults.isEmpty }

    /// Adds words.
    public mutating func add(fact name: String, _ text: String) { facts.append((name, text)) }

    /// Adds a row.
    public mutating func add(_ figure: Figure) { figures.append(figure) }

    /// Adds a sentence that bounds what the figures say.
    public mutating func add(note: String) { if !notes.contains(note) { notes.append(note) } }

    /// Adds what was not exact; nothing when the text is `nil`.
    public mutating func add(fault: String?) { if let fault { faults.append(fault) } }

    /// Adds how exact everything was.
    /// - Parameters:
    ///   - tally: What the readers were sent.
    ///   - missing: Deliveries that have not come.
    public mutating func add(_ tally: ReaderTally, missing: Int) {
        add(Figure("deliveries", "deliveries checked", tally.deliveries))
        add(Figure("missing", "missing", missing))
        add(Figure("repeated", "repeated", tally.repeated))
        add(Figure("out_of_order", "out of order", tally.late + tally.fallingIDs))
        addFaults(tally, missing: missing, of: nil)
    }

    /// Adds how exact one part of a run was: a row, and what was wrong.
    public mutating func add(_ tally: ReaderTally, of part: String, missing: Int) {
        let wrong = missing + tally.repeated + tally.late + tally.fallingIDs
        add(
            Figure(
                "\(part.lowercased().replacing(" ", with: "_"))_wrong",
                "\(part): missing, repeated or out of order, of \(tally.deliveries)",
                wrong))
        addFaults(tally, missing: missing, of: part)
    }

    private mutating func addFaults(_ tally: ReaderTally, missing: Int, of part: String?) {
        let counts = [
            (missing, "deliveries are missing"), (tally.repeated, "deliveries were repeated"),
            (tally.late, "deliveries came after a later one"),
            (tally.fallingIDs, "deliveries had an id not above the one before"),
            (tally.foreign, "deliveries were of another topic, or of nobody's"), (tally.resets, "streams were reset"),
        ]
        for (count, words) in counts where count > 0 {
            faults.append("\(part.map { "\($0): " } ?? "")\(Figure("", "", count).text) \(words)")
        }
    }

    /// Says so when many events came before their publication was known, and count as 0.
    public mutating func noteEarly(_ tally: ReaderTally) {
        guard tally.early * 100 > tally.deliveries else { return }
        add(
            note:
                "\(tally.early) of \(tally.deliveries) deliveries came before their publication had returned; their latency counts as 0"
        )
    }

    /// Adds percentiles of a time.
    /// - Parameters:
    ///   - histogram: Of nanoseconds.
    ///   - name: What the names begin with: `latency`.
    ///   - label: The same for people.
    public mutating func add(_ histogram: Histogram, name: String, label: String) {
        for (suffix, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)] {
            add(Figure("\(name)_\(suffix)", "\(label), \(suffix)", Double(histogram.value(at: share)) / 1e6, "ms", digits: 2))
        }
        add(Figure("\(name)_max", "\(label), max", Double(histogram.max) / 1e6, "ms", digits: 2))
    }

    // MARK: Forms

    /// An aligned table.
    public var text: String {
        var lines = ["\(scenario)"]
        lines += facts.map { "  \($0.name): \($0.text)" }
        let labels = figures.map(\.label.count).max() ?? 0
        let values = figures.map(\.text.count).max() ?? 0
        lines.append("")
        for figure in figures {
            let label = figure.label + String(repeating: " ", count: labels - figure.label.count)
            let value = String(repeating: " ", count: values - figure.text.count) + figure.text
            lines.append("  \(label)  \(value)\(figure.unit.isEmpty ? "" : " \(figure.unit)")")
        }
        lines.append("")
        lines.append(
            isExact
                ? "  exact: \(promise)" : "  NOT exact: \(faults.joined(separator: "; "))"
        )
        lines += notes.map { "  note: \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private struct Document: Encodable {
        struct Value: Encodable { let value: Double?, unit: String, label: String }
        struct Line: Encodable { let name: String, points: [[Double]] }
        let scenario: String, facts: [String: String], exact: Bool, faults: [String], notes: [String]
        let figures: [String: Value], series: [Line]
    }

    /// `{"scenario","facts","exact","faults","notes","figures":{name:{"value","unit","label"}},"series"}`.
    /// - Throws: What the encoder throws.
    public func json() throws -> Data {
        let values = figures.map {
            ($0.name, Document.Value(value: $0.value.isFinite ? $0.value : nil, unit: $0.unit, label: $0.label))
        }
        let lines = plot?.panels.flatMap(\.series).map { Document.Line(name: $0.name, points: $0.points.map { [$0.x, $0.y] }) }
        let document = Document(
            scenario: scenario, facts: Dictionary(facts.map { ($0.name, $0.text) }) { $1 }, exact: isExact, faults: faults,
            notes: notes, figures: Dictionary(values) { $1 }, series: lines ?? [])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(document) + Data("\n".utf8)
    }
}
