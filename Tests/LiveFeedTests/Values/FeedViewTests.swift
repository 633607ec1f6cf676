@testable import LiveFeed
import Newsroom
import Testing

@Suite struct FeedViewTests {
    /// Epoch a up to 100, b from 101; 51 is the oldest, 200 the head; the ring holds 191...200.
    private let view: FeedView

    init() throws {
        let epochs = [
            History.Epoch(token: .of("aaaaaaaa"), first: Position(1)),
            History.Epoch(token: .of("bbbbbbbb"), first: Position(101)),
        ]
        let history = try #require(History(epochs: epochs, oldest: Position(51), head: Position(190)))
        var view = FeedView(history: history, ring: FeedRing(head: Position(190), maxCount: 10, maxBytes: 1 << 20))
        view.append((191...200).map { FeedEntry(event($0)) })
        self.view = view
    }

    @Test(
        arguments: [
            ("bbbbbbbb-200", nil), ("bbbbbbbb-190", nil), ("bbbbbbbb-150", nil), ("aaaaaaaa-100", nil),
            ("bbbbbbbb-100", nil), ("bbbbbbbb-99", .expired), ("aaaaaaaa-60", .expired), ("aaaaaaaa-49", .expired),
            ("aaaaaaaa-101", .diverged), ("aaaaaaaa-900", .diverged), ("bbbbbbbb-201", .future), ("cccccccc-200", .unknown),
        ] as [(String, ResetReason?)])
    func judgesACursor(_ text: String, _ reason: ResetReason?) throws {
        let cursor = try #require(Cursor(text))
        #expect(view.judge(cursor, maxReplay: 100) == reason)
    }

    @Test func theRingIsNoReplay() throws {
        let cursor = try #require(Cursor("bbbbbbbb-190"))
        #expect(view.judge(cursor, maxReplay: 0) == nil)
        #expect(try view.judge(#require(Cursor("bbbbbbbb-189")), maxReplay: 0) == .expired)
    }

    @Test func aLookThatIsOlderThanTheRingDoesNotMoveTheHeadBack() throws {
        var view = view
        view.refresh(try #require(History(epochs: view.history.epochs, oldest: Position(60), head: Position(195))))
        #expect(view.history.head == Position(200))
        #expect(view.history.oldest == Position(60))
        #expect(view.head.description == "bbbbbbbb-200")
    }

    @Test(arguments: ResetReason.allCases)
    func onlyTheNewMayBeNews(_ reason: ResetReason) {
        #expect(reason.mayBeNews == [.unknown, .future].contains(reason))
    }
}
