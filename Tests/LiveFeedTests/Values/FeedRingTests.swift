import EventStreams
@testable import LiveFeed
import Newsroom
import NIOCore
import Testing

@Suite struct FeedRingTests {
    @Test func startsEmptyBehindAPosition() {
        let ring = FeedRing(head: Position(7), maxCount: 10, maxBytes: 1_000)
        #expect(ring.head == Position(7))
        #expect(ring.oldest == Position(8))
        #expect(ring.reaches(Position(7)))
        #expect(!ring.reaches(Position(6)))
        #expect(ring.entries(after: Position(7)).isEmpty)
    }

    @Test func keepsAsManyAsItMay() {
        let ring = filled(25, maxCount: 10)
        #expect(ring.count == 10)
        #expect(ring.oldest == Position(16))
        #expect(ring.head == Position(25))
    }

    @Test func keepsAsManyBytesAsItMay() {
        let one = FeedEntry(event(1)).frame.byteCount
        let ring = filled(9, maxCount: 100, maxBytes: 3 * one)
        #expect(ring.count == 3)
        #expect(ring.byteCount == 3 * one)
    }

    @Test func theNewestIsKeptHoweverLargeItIs() {
        let ring = filled(5, maxCount: 100, maxBytes: 1)
        #expect(ring.count == 1)
        #expect(ring.oldest == Position(5))
    }

    @Test(arguments: [(0, 16), (14, 16), (15, 16), (16, 17), (24, 25)])
    func tellsWhatFollowsAPosition(after: Int, first: Int) {
        let entries = filled(25, maxCount: 10).entries(after: Position(Int64(after)))
        #expect(entries.map(\.position.rawValue) == (first...25).map(Int64.init))
    }

    @Test(arguments: [25, 26, 100])
    func tellsNothingBehindTheHead(after: Int64) {
        #expect(filled(25, maxCount: 10).entries(after: Position(after)).isEmpty)
    }

    @Test func refusesAHole() async {
        await #expect(processExitsWith: .failure) {
            var ring = FeedRing(head: Position(1), maxCount: 10, maxBytes: 1_000)
            ring.append(FeedEntry(event(3)))
        }
    }

    @Test func aTakedownBlanksWhatItsSubjectSaidBefore() {
        var ring = FeedRing(head: .zero, maxCount: 10, maxBytes: 1 << 20)
        ring.append(FeedEntry(event(1, subject: "a")))
        ring.append(FeedEntry(event(2, subject: "b")))
        ring.append(FeedEntry(event(3, subject: "a")))
        ring.append(FeedEntry(event(4, subject: "a", isTakedown: true)))
        ring.append(FeedEntry(event(5, subject: "a")))
        let entries = ring.entries(after: .zero)
        #expect(entries.map { String(buffer: $0.json).contains(#""redacted":true"#) } == [true, false, true, false, false])
        #expect(entries.map { String(buffer: $0.frame.bytes).contains(#""text":"x""#) } == [false, true, false, true, true])
        #expect(ring.byteCount == entries.reduce(0) { $0 + $1.frame.byteCount })
        #expect(entries.map(\.position.rawValue) == [1, 2, 3, 4, 5])
    }

    private func filled(_ count: Int64, maxCount: Int, maxBytes: Int = 1 << 20) -> FeedRing {
        var ring = FeedRing(head: .zero, maxCount: maxCount, maxBytes: maxBytes)
        for position in 1...count { ring.append(FeedEntry(event(position))) }
        return ring
    }
}

/// An event at a position.
func event(_ position: Int64, subject: String = "article/1", isTakedown: Bool = false) -> Event {
    Draft(subject: subject, isTakedown: isTakedown).event(at: Position(position), token: .of("aaaaaaaa"))
}
