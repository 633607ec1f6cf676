import Foundation
import TestSupport
import Testing

@testable import courant

/// The list of metrics is the one that the sources make.
struct MetricsTests {
    /// Name and kind of every metric that a source makes, as the registry prints the kind.
    private func made() throws -> [String: String] {
        let kinds = ["Counter": "counter", "Gauge": "gauge", "Meter": "gauge", "Recorder": "gauge", "Timer": "histogram"]
        let folder = URL(filePath: "\(TestCluster.checkout)/Sources")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var made: [String: String] = [:]
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /\b(?<type>Counter|Gauge|Meter|Recorder|Timer)\(\s*label: "(?<name>[^"]+)"/) {
                made[String(match.output.name)] = kinds[String(match.output.type)]
            }
        }
        return made
    }

    @Test func `Every metric explains itself, and nothing else is explained`() throws {
        #expect(Set(MetricHelp.all.keys) == Set(try made().keys))
    }

    @Test func `The page for operators lists every metric, with its kind, in the words that the program uses`() throws {
        let told = try MarkdownTable(under: "# Metrics", of: "ops/observe/metrics.md").rows
        let kinds = try made()
        #expect(told.map { $0[0] } == MetricHelp.all.keys.sorted())
        for row in told {
            #expect(kinds[row[0]] == row[1], "\(row[0])")
            #expect(MetricHelp.all[row[0]] == row[3], "\(row[0])")
        }
    }
}
