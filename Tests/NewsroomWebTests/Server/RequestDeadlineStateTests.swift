import Testing

@testable import NewsroomWeb

struct RequestDeadlineStateTests {
    private let delays = RequestDeadlineState.Delays(firstHead: .seconds(1), nextHead: .seconds(2), body: .seconds(3))

    @Test func `A connection that says nothing is closed`() {
        let state = RequestDeadlineState(delays: delays)
        #expect(state.opened() == .set(.seconds(1)))
        #expect(state.expired() == .close)
    }

    @Test func `A body that does not end is answered with 408`() {
        var state = RequestDeadlineState(delays: delays)
        #expect(state.headArrived() == .set(.seconds(3)))
        #expect(state.expired() == .answerTimeout)
    }

    @Test func `While a request is answered there is no deadline`() {
        var state = RequestDeadlineState(delays: delays)
        _ = state.headArrived()
        #expect(state.bodyEnded() == .clear)
        #expect(state.answerStarted() == .keep)
        #expect(state.expired() == .ignore)
        #expect(state.answerEnded() == .set(.seconds(2)))
        #expect(state.expired() == .close)
    }

    @Test func `A body that outlives its answer keeps its deadline`() {
        var state = RequestDeadlineState(delays: delays)
        _ = state.headArrived()
        _ = state.answerStarted()
        #expect(state.expired() == .close)
        #expect(state.answerEnded() == .keep)
        #expect(state.expired() == .close)
        #expect(state.bodyEnded() == .set(.seconds(2)))
    }

    @Test func `Who sent what was no request is given a moment to read so`() {
        var state = RequestDeadlineState(delays: delays)
        _ = state.answerStarted()
        #expect(state.answerEnded() == .set(.seconds(1)))
        #expect(state.expired() == .close)
    }

    @Test func `Requests in a row are all answered first`() {
        var state = RequestDeadlineState(delays: delays)
        for _ in 0..<2 {
            _ = state.headArrived()
            _ = state.bodyEnded()
        }
        #expect(state.answerEnded() == .keep)
        #expect(state.expired() == .ignore)
        #expect(state.answerEnded() == .set(.seconds(2)))
    }
}
