@testable import LiveFeed
import Newsroom
import Testing

@Suite struct PumpStateTests {
    private let start = ContinuousClock.now
    private var state: PumpState

    init() {
        state = PumpState(after: Position(10), tick: .milliseconds(100), historyInterval: .seconds(1), now: start)
    }

    @Test mutating func sequencesAndReadsOnceThenRests() {
        #expect(state.next(at: start) == .sequence(from: 0))
        #expect(state.next(at: start) == .read(after: Position(10)))
        #expect(state.next(at: start) == .rest)
    }

    @Test mutating func aTickSequences() {
        settle()
        #expect(state.next(at: start + .milliseconds(99)) == .rest)
        #expect(state.next(at: start + .milliseconds(100)) == .sequence(from: 0))
        #expect(state.next(at: start + .milliseconds(100)) == .rest)
    }

    @Test mutating func aNudgeSequencesAtOnceAndReadsWhatWasMoved() {
        settle()
        state.nudged()
        #expect(state.next(at: start) == .sequence(from: 0))
        #expect(state.next(at: start) == .rest)
        state.nudged()
        _ = state.next(at: start)
        state.sequenced(Sequenced(count: 2, maxID: 5), from: 0, took: .zero, at: start)
        #expect(state.next(at: start) == .read(after: Position(10)))
    }

    @Test mutating func anAnnouncementReads() {
        settle()
        state.notified()
        #expect(state.next(at: start) == .read(after: Position(10)))
        #expect(state.next(at: start) == .rest)
    }

    @Test mutating func fullBatchesAndPagesGoOn() {
        settle()
        state.sequenced(Sequenced(count: PumpState.sequenceLimit, maxID: 5), from: 0, took: .zero, at: start)
        #expect(state.next(at: start) == .sequence(from: 0))
        #expect(state.next(at: start) == .read(after: Position(10)))
        state.read(through: Position(20), isFull: true)
        #expect(state.next(at: start) == .read(after: Position(20)))
        state.read(through: Position(25), isFull: false)
        #expect(state.next(at: start) == .rest)
    }

    @Test mutating func scansBehindWhatIsASecondOldAndAllOfItNowAndThen() {
        settle()
        state.sequenced(Sequenced(count: 1, maxID: 7), from: 0, took: .milliseconds(100), at: start)
        _ = state.next(at: start)
        func sequence(_ time: Duration) -> PumpState.Action {
            state.nudged()
            while true {
                let action = state.next(at: start + time)
                if action != .readHistory { return action }
            }
        }
        #expect(sequence(.milliseconds(500)) == .sequence(from: 0))
        #expect(sequence(.milliseconds(1_000)) == .sequence(from: 7))
        #expect(sequence(.milliseconds(1_999)) == .sequence(from: 7))
        // Twenty times as long as the last full scan took.
        #expect(sequence(.milliseconds(2_000)) == .sequence(from: 0))
    }

    @Test mutating func comparesTheHistoryInTurnAndWhenAsked() {
        settle()
        state.historyWanted()
        #expect(state.next(at: start) == .readHistory)
        #expect(state.next(at: start) == .rest)
        #expect(state.next(at: start + .seconds(1)) == .readHistory)
    }

    @Test(arguments: [(1, 50), (2, 100), (3, 200), (6, 1_600), (7, 2_000), (1_000, 2_000)])
    func failuresRestLongerAndLonger(_ failures: Int, milliseconds: Int) {
        var state = state
        for _ in 0..<failures { state.failed(at: start, jitter: 1) }
        #expect(state.next(at: start + .milliseconds(milliseconds - 1)) == .rest)
        #expect(state.next(at: start + .milliseconds(milliseconds)) == .readHistory)
    }

    @Test mutating func afterAFailureEverythingIsLookedAt() {
        settle()
        state.failed(at: start, jitter: 0)
        #expect(state.next(at: start) == .readHistory)
        #expect(state.next(at: start) == .sequence(from: 0))
        #expect(state.next(at: start) == .read(after: Position(10)))
        #expect(state.next(at: start) == .rest)
    }

    @Test mutating func anAnswerForgetsTheFailures() {
        for _ in 0..<6 { state.failed(at: start, jitter: 1) }
        state.read(through: Position(11), isFull: false)
        state.failed(at: start, jitter: 1)
        #expect(state.next(at: start + .milliseconds(50)) == .readHistory)
    }

    @Test(arguments: [
        (["a1"], 1, 10, false), (["a1"], 1, 20, false), (["a1"], 11, 20, false), (["a1"], 12, 20, true), (["a1"], 1, 9, true),
        (["a1", "b11"], 1, 20, false), (["a1", "b10"], 1, 20, true), (["b1"], 1, 20, true),
    ])
    func knowsWhenItsHistoryIsLost(_ epochs: [String], oldest: Int64, head: Int64, _ isLost: Bool) throws {
        var state = state
        let epochs = try epochs.map { text in
            let first = try #require(Int64(text.dropFirst()))
            return History.Epoch(token: .of(String(repeating: String(text.prefix(1)), count: 8)), first: Position(first))
        }
        let history = try #require(History(epochs: epochs, oldest: Position(oldest), head: Position(head)))
        #expect(state.compared(with: history, token: .of("aaaaaaaa")) == isLost)
    }

    @Test mutating func readsWhatAnotherNodeSequenced() throws {
        settle()
        let epochs = [History.Epoch(token: .of("aaaaaaaa"), first: Position(1))]
        let history = try #require(History(epochs: epochs, oldest: Position(1), head: Position(12)))
        _ = state.compared(with: history, token: .of("aaaaaaaa"))
        #expect(state.next(at: start) == .read(after: Position(10)))
    }

    @Test mutating func startsAgainElsewhere() {
        settle()
        state.restarted(after: Position(4))
        #expect(state.next(at: start) == .sequence(from: 0))
        #expect(state.next(at: start) == .read(after: Position(4)))
    }

    private mutating func settle() {
        _ = state.next(at: start)
        state.sequenced(Sequenced(count: 0, maxID: 0), from: 0, took: .zero, at: start)
        _ = state.next(at: start)
    }
}
