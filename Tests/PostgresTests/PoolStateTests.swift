import Testing

@testable import Postgres

struct PoolStateTests {
    private let now = ContinuousClock.now

    @Test func connectionsAreMadeUpToTheSizeAndThenAwaited() {
        var state = PoolState(size: 2, maxWaiterCount: 1)
        #expect(state.lease(1, now: now) == .connect(0))
        #expect(state.lease(2, now: now) == .connect(1))
        #expect(state.lease(3, now: now) == nil)
        #expect(state.lease(4, now: now) == .fail(.queueFull))
        #expect(state.connected(0, now: now) == [])
        #expect(state.release(0, isUsable: true, now: now) == [.init(waiter: 3, grant: .use(0))])
    }

    @Test func theConnectionUsedLastIsLentFirst() {
        var state = PoolState(size: 2, maxWaiterCount: 1)
        for slot in 0...1 {
            _ = state.lease(now: now)
            _ = state.connected(slot, now: now)
        }
        _ = state.release(1, isUsable: true, now: now)
        _ = state.release(0, isUsable: true, now: now)
        #expect(state.lease(now: now) == .use(0))
    }

    @Test func waitersAreServedInOrder() {
        var state = PoolState(size: 1, maxWaiterCount: 3)
        _ = state.lease(1, now: now)
        _ = state.connected(0, now: now)
        for waiter: PoolState.Waiter in 2...4 { #expect(state.lease(waiter, now: now) == nil) }
        #expect(state.leave(3) == true)
        #expect(state.leave(3) == false)
        #expect(state.release(0, isUsable: true, now: now).map(\.waiter) == [2])
        #expect(state.release(0, isUsable: true, now: now).map(\.waiter) == [4])
    }

    @Test func aBrokenConnectionsSlotIsMadeAnewByTheNextWaiter() {
        var state = PoolState(size: 1, maxWaiterCount: 3)
        _ = state.lease(1, now: now)
        _ = state.connected(0, now: now)
        _ = state.lease(2, now: now)
        #expect(state.release(0, isUsable: false, now: now) == [.init(waiter: 2, grant: .connect(0))])
    }

    @Test func whileTheServerIsDownCallersAreRefusedAtOnce() {
        var state = PoolState(size: 2, maxWaiterCount: 3)
        _ = state.lease(1, now: now)
        #expect(state.connectFailed(0, now: now, random: 1) == [])
        #expect(state.lease(2, now: now + .milliseconds(99)) == .fail(.unreachable))
        #expect(state.lease(3, now: now + .milliseconds(100)) == .connect(0))
    }

    @Test func afterAFailureOneCallerTriesAndTheOthersWaitForIt() {
        var state = PoolState(size: 3, maxWaiterCount: 3)
        _ = state.lease(1, now: now)
        _ = state.connectFailed(0, now: now, random: 1)
        let later = now + .seconds(1)
        #expect(state.lease(2, now: later) == .connect(0))
        #expect(state.lease(3, now: later) == nil)
        #expect(state.lease(4, now: later) == nil)
        var success = state
        #expect(
            success.connected(0, now: later) == [.init(waiter: 3, grant: .connect(1)), .init(waiter: 4, grant: .connect(2))])
        let refused = state.connectFailed(0, now: later, random: 1)
        #expect(refused == [.init(waiter: 3, grant: .fail(.unreachable)), .init(waiter: 4, grant: .fail(.unreachable))])
    }

    @Test func aLiveConnectionIsStillLentWhileNoOtherCanBeMade() {
        var state = PoolState(size: 2, maxWaiterCount: 3)
        _ = state.lease(1, now: now)
        _ = state.connected(0, now: now)
        #expect(state.lease(2, now: now) == .connect(1))
        _ = state.connectFailed(1, now: now, random: 1)
        #expect(state.lease(3, now: now) == nil)
        #expect(state.release(0, isUsable: true, now: now) == [.init(waiter: 3, grant: .use(0))])
    }

    @Test func theLastBrokenConnectionRefusesTheWaitersWhileTheServerIsDown() {
        var state = PoolState(size: 2, maxWaiterCount: 3)
        _ = state.lease(1, now: now)
        _ = state.connected(0, now: now)
        _ = state.lease(2, now: now)
        _ = state.connectFailed(1, now: now, random: 1)
        _ = state.lease(3, now: now)
        #expect(state.release(0, isUsable: false, now: now) == [.init(waiter: 3, grant: .fail(.unreachable))])
    }

    @Test func closingRefusesWaitersAndComers() {
        var state = PoolState(size: 1, maxWaiterCount: 3)
        _ = state.lease(1, now: now)
        _ = state.connected(0, now: now)
        _ = state.lease(2, now: now)
        let closed = state.close()
        #expect(closed.idle == [])
        #expect(closed.wakeups == [.init(waiter: 2, grant: .fail(.closed))])
        #expect(state.release(0, isUsable: true, now: now) == [])
        #expect(state.lease(3, now: now) == .fail(.closed))
    }

    @Test func closingNamesTheIdleConnections() {
        var state = PoolState(size: 2, maxWaiterCount: 3)
        for slot in 0...1 {
            _ = state.lease(now: now)
            _ = state.connected(slot, now: now)
        }
        _ = state.release(1, isUsable: true, now: now)
        #expect(state.close().idle == [1])
        #expect(state.lease(now: now) == .fail(.closed))
    }
}
