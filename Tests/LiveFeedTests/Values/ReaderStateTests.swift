@testable import LiveFeed
import Newsroom
import Testing

@Suite struct ReaderStateTests {
    @Test(arguments: [(5, .current), (4, .behind(Position(4))), (6, .ahead(Position(6)))] as [(Int64, ReaderState.Progress)])
    func joinsWhereItIs(_ position: Int64, _ progress: ReaderState.Progress) {
        #expect(ReaderState(after: Position(position), head: Position(5)).progress == progress)
    }

    @Test func theCurrentIsSentEverything() {
        var state = ReaderState(after: Position(5), head: Position(5))
        #expect(state.offered(through: Position(6)) == .take)
        #expect(state.offered(through: Position(9)) == .take)
        #expect(state.progress == .current)
    }

    @Test func theBlockedIsSentNothingUntilItCatchesUp() {
        var state = ReaderState(after: Position(5), head: Position(5))
        state.blocked(after: Position(6))
        #expect(state.offered(through: Position(7)) == .wait)
        #expect(state.owed(oldest: Position(1), head: Position(8)) == .send(after: Position(6)))
        #expect(state.offered(through: Position(8)) == .wait)
        state.caughtUp()
        #expect(state.offered(through: Position(9)) == .take)
    }

    @Test(
        arguments: [
            (6, 8, .send(after: Position(6))), (7, 8, .send(after: Position(6))), (8, 8, .lagging), (1, 6, .nothing),
            (9, 6, .nothing),
        ] as [(Int64, Int64, ReaderState.CatchUp)])
    func isOwedWhatTheRingHolds(oldest: Int64, head: Int64, _ owed: ReaderState.CatchUp) {
        var state = ReaderState(after: Position(6), head: Position(10))
        #expect(state.owed(oldest: Position(oldest), head: Position(head)) == owed)
        #expect((state.progress == .current) == (owed == .nothing))
    }

    @Test func theCurrentIsOwedNothing() {
        var state = ReaderState(after: Position(5), head: Position(5))
        #expect(state.owed(oldest: Position(9), head: Position(12)) == .nothing)
    }

    @Test func theAheadIsSentOnlyWhatItHasNotSeen() {
        var state = ReaderState(after: Position(8), head: Position(5))
        let offered = [6, 7, 8].map { state.offered(through: Position($0)) }
        #expect(offered == [.wait, .wait, .wait])
        #expect(state.progress == .current)
        #expect(state.offered(through: Position(9)) == .take)
    }

    @Test func theAheadIsOwedWhatLiesBeyondIt() {
        var state = ReaderState(after: Position(8), head: Position(5))
        #expect(state.offered(through: Position(10)) == .catchUp)
        #expect(state.owed(oldest: Position(1), head: Position(10)) == .send(after: Position(8)))
    }

    @Test func checkpointsAreOnlyTrueForTheCurrent() {
        var current = ReaderState(after: Position(5), head: Position(5))
        #expect(current.mayCheckpoint(head: Position(5)) == true)
        var behind = ReaderState(after: Position(4), head: Position(5))
        #expect(behind.mayCheckpoint(head: Position(5)) == false)
        var ahead = ReaderState(after: Position(8), head: Position(5))
        #expect(ahead.mayCheckpoint(head: Position(7)) == false)
        #expect(ahead.mayCheckpoint(head: Position(8)) == true)
        #expect(ahead.progress == .current)
    }
}
