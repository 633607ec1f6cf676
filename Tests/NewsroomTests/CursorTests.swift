import Newsroom
import Testing

/// What clients keep of the log.
struct CursorTests {
    @Test(arguments: ["a41f09c2-1042", "00000000-0", "ffffffff-999999999999999999"]) func `A cursor reads as it was written`(
        text: String
    ) {
        #expect(Cursor(text)?.description == text)
    }

    @Test(arguments: [
        "", "-", "a41f09c2", "a41f09c2-", "-1", "a41f09c2-01", "a41f09c2-+1", "a41f09c2--1", "a41f09c2-1-1", "A41F09C2-1",
        "a41f09c-1",
        "a41f09c2f-1", "g41f09c2-1", "a41f09c2-1 ", " a41f09c2-1", "a41f09c2-1000000000000000000", "a41f09c2-٣", "a41f09c2-1\n",
        "a41f09c2-1.0",
    ]) func `Anything else is no cursor`(text: String) {
        #expect(Cursor(text) == nil)
    }
}

/// Whether a reader can go on from where it was.
struct HistoryTests {
    private static let tokens = ["aaaaaaaa", "bbbbbbbb", "cccccccc"].compactMap(EpochToken.init)

    /// Positions 11...30 are kept; the second epoch began at 21 and the third, with nothing new yet, at 31.
    private static let history = History(
        epochs: zip(tokens, [1, 21, 31]).map { History.Epoch(token: $0, first: Position($1)) }, oldest: Position(11),
        head: Position(30))

    @Test(
        arguments: [
            ("aaaaaaaa-10", nil), ("aaaaaaaa-20", nil), ("aaaaaaaa-9", .expired), ("aaaaaaaa-0", .expired),
            ("aaaaaaaa-21", .diverged),
            ("aaaaaaaa-999", .diverged), ("bbbbbbbb-20", nil), ("bbbbbbbb-30", nil), ("bbbbbbbb-31", .diverged),
            ("cccccccc-30", nil),
            ("cccccccc-31", .future), ("cccccccc-12", nil), ("cccccccc-9", .expired), ("dddddddd-20", .unknown),
        ] as [(String, ResetReason?)]) func `A cursor is judged by its own epoch`(text: String, expected: ResetReason?) throws
    {
        let history = try #require(Self.history)
        #expect(history.objection(to: try #require(Cursor(text))) == expected)
    }

    @Test func `The newest position carries the newest token`() throws {
        #expect(try #require(Self.history).cursor.description == "cccccccc-30")
    }

    @Test func `A log without an epoch has no history`() {
        #expect(History(epochs: [], oldest: Position(1), head: .zero) == nil)
    }

    @Test func `An empty log takes its own head and nothing beyond`() throws {
        let epochs = [History.Epoch(token: Self.tokens[0], first: Position(1))]
        let history = try #require(History(epochs: epochs, oldest: Position(1), head: .zero))
        #expect(history.objection(to: history.cursor) == nil)
        #expect(history.objection(to: history.cursor(at: Position(1))) == .future)
    }
}
