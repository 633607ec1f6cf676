@testable import LiveFeed
import Testing

@Suite struct ReaderCensusTests {
    @Test func boundsTheNodeAndEachAddress() {
        var census = ReaderCensus(maxTotal: 3, maxPerAddress: 2)
        let admitted = ["a", "a", "a", "b", "c"].map { census.admit($0) }
        #expect(admitted == [true, true, false, true, false])
        #expect(census.total == 3)
        census.leave("a")
        let more = ["c", "a"].map { census.admit($0) }
        #expect(more == [true, false])
    }

    @Test func forgetsWhoHasLeft() {
        var census = ReaderCensus(maxTotal: 10, maxPerAddress: 10)
        for _ in 0..<3 { _ = census.admit("a") }
        for _ in 0..<3 { census.leave("a") }
        census.leave("a")
        census.leave("nobody")
        #expect(census.total == 0)
    }
}
