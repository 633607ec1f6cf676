import Testing

@testable import Postgres

struct BackoffTests {
    @Test func thePauseDoublesUpToTheCeiling() {
        var backoff = Backoff()
        let pauses = (0..<8).map { _ in backoff.failed(random: 1) }
        #expect(pauses.prefix(4) == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800)])
        #expect(pauses.last == Backoff.ceiling)
    }

    @Test func jitterReachesDownToAlmostNothing() {
        var backoff = Backoff()
        #expect(backoff.failed(random: 0) == .milliseconds(10))
        #expect(backoff.failed(random: 0.5) == .milliseconds(100))
    }

    @Test func successStartsAnew() {
        var backoff = Backoff()
        _ = (0..<5).map { _ in backoff.failed(random: 1) }
        backoff.succeeded()
        #expect(backoff.failed(random: 1) == .milliseconds(100))
    }

    @Test func aThousandFailuresDoNotOverflow() {
        var backoff = Backoff()
        for _ in 0..<1000 { #expect(backoff.failed(random: 1) <= Backoff.ceiling) }
    }
}
