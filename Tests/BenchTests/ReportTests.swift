import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@testable import Bench

/// What people and programs are told.
struct ReportTests {
    private func report() -> BenchReport {
        var report = BenchReport(scenario: "fanout")
        report.add(fact: "machine", "a machine")
        report.add(Figure("delivery_cpu", "CPU for a delivery", 6.256, "µs", digits: 2))
        report.add(Figure("open_rate", "streams opened", 12_345))
        return report
    }

    @Test(
        arguments: [
            (0, 0, "0"), (1_234_567, 0, "1,234,567"), (-1_234.5, 1, "-1,234.5"), (0.05, 2, "0.05"), (999.999, 2, "1,000.00"),
            (-0.001, 2, "0.00"), (.nan, 1, "–"), (100, 0, "100"),
        ] as [(Double, Int, String)])
    func `Numbers read well`(_ value: Double, digits: Int, text: String) {
        #expect(Figure("", "", value, digits: digits).text == text)
    }

    @Test func `The table is aligned`() {
        let rows = report().text.split(separator: "\n").filter { $0.hasPrefix("  CPU") || $0.hasPrefix("  streams") }
        #expect(rows == ["  CPU for a delivery    6.26 µs", "  streams opened      12,345"])
    }

    @Test func `Every kind of inexactness is a fault`() {
        var exact = report()
        exact.add(ReaderTally(), missing: 0)
        #expect(exact.isExact)
        let wrongs: [WritableKeyPath<ReaderTally, Int>] = [\.repeated, \.late, \.fallingIDs, \.foreign, \.resets]
        for wrong in wrongs {
            var tally = ReaderTally()
            tally[keyPath: wrong] = 1
            var report = report()
            report.add(tally, missing: 0)
            #expect(!report.isExact)
            #expect(report.text.contains("NOT exact"))
        }
        var missing = report()
        missing.add(ReaderTally(), missing: 3)
        #expect(missing.faults == ["3 deliveries are missing"])
    }

    @Test func `Programs read the same as JSON`() throws {
        var report = report()
        report.add(fault: "1 deliveries were repeated")
        report.plot = Plot(
            "A title", [Plot.Panel(x: "s", y: "MB", [Plot.Series("memory", [Plot.Point(0, 1), Plot.Point(1, 2.5)])])])
        let object = try #require(try JSONSerialization.jsonObject(with: report.json()) as? [String: Any])
        #expect(object["scenario"] as? String == "fanout")
        #expect(object["exact"] as? Bool == false)
        let figures = try #require(object["figures"] as? [String: [String: Any]])
        #expect(figures["delivery_cpu"]?["value"] as? Double == 6.256)
        #expect(figures["delivery_cpu"]?["unit"] as? String == "µs")
        let series = try #require((object["series"] as? [[String: Any]])?.first)
        #expect(series["points"] as? [[Double]] == [[0, 1], [1, 2.5]])
    }

    // MARK: Pictures

    private static let plots = [
        Plot("Nothing", []),
        Plot("Nothing in it", [Plot.Panel(x: "s", y: "MB", [Plot.Series("none", [])])]),
        Plot("One point & <more>", [Plot.Panel(x: "\"x\"", y: "y", [Plot.Series("a\u{1}b", [Plot.Point(5, 5)])])]),
        Plot(
            "Two panels",
            [
                Plot.Panel(x: "s", y: "ms", [Plot.Series("p50", [Plot.Point(0, 0.001), Plot.Point(60, 7)])]),
                Plot.Panel(
                    .bars(["one", "two"]), x: "", y: "events/s",
                    [
                        Plot.Series("left", [Plot.Point(0, 12_000), Plot.Point(1, 8)]),
                        Plot.Series("right", [Plot.Point(0, .nan), Plot.Point(1, 9_000)]),
                    ]),
            ]),
    ]

    @Test(arguments: plots)
    func `A picture is well-formed, and nothing of it is no number`(_ plot: Plot) {
        let svg = plot.svg
        let parser = XMLParser(data: Data(svg.utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError)): \(svg)")
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }

    @Test func `A picture says its title, its axes and its series`() {
        let svg = Self.plots[3].svg
        for text in ["Two panels", "events/s", "p50", "left", "12,000"] { #expect(svg.contains(">\(text)<")) }
    }

    @Test(arguments: [(0, 1), (0, 0.0003), (17, 93), (0, 0), (5, 5), (0, 1e9)] as [(Double, Double)])
    func `Ticks are few, and reach over the range`(low: Double, high: Double) {
        let ticks = Plot.ticks(low, high)
        #expect((2...9).contains(ticks.count))
        #expect((ticks.first ?? .infinity) <= low)
        #expect((ticks.last ?? -.infinity) >= high)
    }
}
