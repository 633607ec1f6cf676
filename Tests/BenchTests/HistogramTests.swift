import Testing

@testable import Bench

/// Percentiles out of buckets.
struct HistogramTests {
    @Test func `Nothing noted is zero`() {
        let histogram = Histogram()
        #expect(histogram.count == 0)
        #expect(histogram.value(at: 0.5) == 0)
        #expect(histogram.mean == 0)
    }

    @Test func `Small values are kept as they are`() {
        var histogram = Histogram()
        for value in 0..<32 { histogram.note(value) }
        #expect(histogram.value(at: 0.5) == 15)
        #expect(histogram.value(at: 1) == 31)
        #expect(histogram.mean == 15.5)
    }

    @Test(arguments: [0.01, 0.5, 0.9, 0.99, 0.999])
    func `A percentile is at most 3 % too high, and never too low`(share: Double) {
        var histogram = Histogram()
        let values = (1...20_000).map { $0 * 7_919 }
        for value in values.shuffled() { histogram.note(value) }
        let exact = values[Int((share * Double(values.count)).rounded(.up)) - 1]
        let found = histogram.value(at: share)
        #expect(found >= exact)
        #expect(Double(found) <= Double(exact) * 1.032)
        #expect(histogram.value(at: 1) == values.last)
    }

    @Test func `Buckets follow one another without a gap`() {
        for bucket in 0..<1_000 {
            let greatest = Histogram.greatest(of: bucket)
            #expect(Histogram.bucket(of: greatest) == bucket)
            #expect(Histogram.bucket(of: greatest + 1) == bucket + 1)
        }
        #expect(Histogram.bucket(of: .max) < (64 - 5) * 32)
    }

    @Test func `A value below zero counts as zero`() {
        var histogram = Histogram()
        histogram.note(-5)
        #expect(histogram.count == 1)
        #expect(histogram.value(at: 1) == 0)
    }
}
