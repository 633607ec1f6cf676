import Testing

@testable import Postgres

struct ListenerStateTests {
    private let now = ContinuousClock.now
    private let heartbeat: Duration = .seconds(5)

    private func listening() -> ListenerState {
        var state = ListenerState(heartbeat: heartbeat)
        #expect(state.started() == .connect)
        #expect(state.listening(now: now) == .tell(.listening))
        #expect(state.told(now: now) == .wait(until: now + heartbeat))
        return state
    }

    @Test func silenceIsProbedAndANotificationIsProofEnough() {
        var state = listening()
        #expect(state.heard(1, now: now + .seconds(4)) == .wait(until: now + .seconds(9)))
        #expect(state.heard(0, now: now + .seconds(8)) == .wait(until: now + .seconds(9)))
        #expect(state.heard(0, now: now + .seconds(9)) == .probe)
        #expect(state.answered(now: now + .seconds(10)) == .wait(until: now + .seconds(15)))
    }

    @Test func aLostSessionIsToldThenRestedThenMadeAnew() {
        var state = listening()
        #expect(state.failed("gone", random: 1) == .tell(.lost(reason: "gone")))
        #expect(state.told(now: now) == .rest(.milliseconds(100)))
        #expect(state.rested() == .connect)
        #expect(state.failed("still gone", random: 1) == .tell(.lost(reason: "still gone")))
        #expect(state.told(now: now) == .rest(.milliseconds(200)))
        #expect(state.rested() == .connect)
        #expect(state.listening(now: now) == .tell(.listening))
        #expect(state.failed("gone", random: 1) == .tell(.lost(reason: "gone")))
        #expect(state.told(now: now) == .rest(.milliseconds(100)))
    }
}
