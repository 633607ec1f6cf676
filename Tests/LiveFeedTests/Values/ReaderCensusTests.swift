@testable import LiveFeed
import Testing

@Suite struct ReaderCensusTests {
    private let now = ContinuousClock.now

    @Test func boundsHowQuicklyTheyCome() {
        var census = ReaderCensus(maxTotal: 1000, maxPerAddress: 1000, maxPerSecond: 10, now: now)
        func admitted(at moment: Duration) -> Int { (0..<100).count { _ in census.admit("a", at: now + moment) } }
        #expect(admitted(at: .zero) == 20)
        #expect(admitted(at: .milliseconds(500)) == 5)
        #expect(admitted(at: .milliseconds(450)) == 0)
        #expect(admitted(at: .seconds(60)) == 20)
        #expect(census.total == 45)
    }

    @Test func boundsTheNodeAndEachAddress() {
        var census = ReaderCensus(maxTotal: 3, maxPerAddress: 2, maxPerSecond: 100, now: now)
        let admitted = ["a", "a", "a", "b", "c"].map { census.admit($0, at: now) }
        #expect(admitted == [true, true, false, true, false])
        #expect(census.total == 3)
        census.leave("a")
        let more = ["c", "a"].map { census.admit($0, at: now) }
        #expect(more == [true, false])
    }

    @Test func forgetsWhoHasLeft() {
        var census = ReaderCensus(maxTotal: 10, maxPerAddress: 10, maxPerSecond: 100, now: now)
        for _ in 0..<3 { _ = census.admit("a", at: now) }
        for _ in 0..<3 { census.leave("a") }
        census.leave("a")
        census.leave("nobody")
        #expect(census.total == 0)
    }
}
