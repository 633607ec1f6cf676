import Newsroom
import Testing

/// The generic cell rate algorithm, and the keys that are counted by it.
struct RateLimitTests {
    private static let start = ContinuousClock.now
    private static let limit = RateLimit("test", 6, in: .seconds(60))

    @Test func `The whole quota goes at once, and then one at a time as it is earned`() {
        var cell = RateCell(at: Self.start)
        for left in stride(from: 5, through: 0, by: -1) {
            let verdict = cell.take(Self.limit, at: Self.start)
            #expect(verdict.isPermitted && verdict.remaining == left)
        }
        let refused = cell.take(Self.limit, at: Self.start)
        #expect(!refused.isPermitted && refused.retryAfter == .seconds(10) && refused.reset == .seconds(60))
        #expect(!cell.take(Self.limit, at: Self.start + .seconds(10) - .nanoseconds(1)).isPermitted)
        #expect(cell.take(Self.limit, at: Self.start + .seconds(10)).isPermitted)
        #expect(!cell.take(Self.limit, at: Self.start + .seconds(10)).isPermitted)
    }

    @Test func `In a window after a refusal no more than the quota gets through, whatever the rhythm`() {
        for step in [Duration.milliseconds(1), .milliseconds(333), .seconds(1), .seconds(7), .milliseconds(9999)] {
            var cell = RateCell(at: Self.start)
            for _ in 0..<6 { _ = cell.take(Self.limit, at: Self.start) }
            var (permitted, time) = (0, Self.start)
            while time < Self.start + .seconds(60) {
                if cell.take(Self.limit, at: time).isPermitted { permitted += 1 }
                time += step
            }
            #expect(permitted <= 5 && permitted >= 5 - Int(step / .seconds(10)), "\(step): \(permitted)")
        }
    }

    @Test func `What is refused costs nothing, and a clock that goes back gives nothing`() {
        var cell = RateCell(at: Self.start)
        for _ in 0..<6 { _ = cell.take(Self.limit, at: Self.start) }
        for _ in 0..<1000 { #expect(!cell.take(Self.limit, at: Self.start + .seconds(5)).isPermitted) }
        #expect(!cell.take(Self.limit, at: Self.start - .seconds(100)).isPermitted)
        #expect(cell.take(Self.limit, at: Self.start + .seconds(10)).isPermitted)
    }

    @Test func `Waiting as long as was told is enough`() {
        let uneven = RateLimit("test", 7, in: .seconds(1))
        var (cell, time) = (RateCell(at: Self.start), Self.start)
        for _ in 0..<1000 {
            let verdict = cell.take(uneven, at: time)
            #expect(verdict.isPermitted)
            time += verdict.retryAfter
        }
    }

    @Test func `Keys do not share a quota`() {
        var cells = RateCells<String>(Self.limit, maxKeyCount: 100, at: Self.start)
        for _ in 0..<6 { #expect(cells.take("a", at: Self.start).isPermitted) }
        #expect(!cells.take("a", at: Self.start).isPermitted)
        #expect(cells.take("b", at: Self.start).isPermitted)
    }

    @Test func `A flood of keys takes no more room than was given, and those in use are kept`() {
        var cells = RateCells<Int>(Self.limit, maxKeyCount: 100, at: Self.start)
        for _ in 0..<6 { _ = cells.take(-1, at: Self.start) }
        for key in 0..<10_000 {
            _ = cells.take(key, at: Self.start)
            if key % 20 == 0 { #expect(!cells.take(-1, at: Self.start).isPermitted) }
            #expect(cells.keyCount <= 100)
        }
    }

    @Test func `A key that was quiet for two windows is forgotten, and only one that counts no more`() {
        var cells = RateCells<String>(Self.limit, maxKeyCount: 100, at: Self.start)
        for _ in 0..<6 { _ = cells.take("a", at: Self.start + .seconds(59)) }
        #expect(!cells.take("a", at: Self.start + .seconds(61)).isPermitted)
        _ = cells.take("b", at: Self.start + .seconds(125))
        _ = cells.take("b", at: Self.start + .seconds(190))
        #expect(cells.keyCount == 1)
    }
}

/// Passphrases.
struct PassphraseTests {
    @Test(arguments: ["correct horse", "åäö åäö åäö", "          ", String(repeating: "a", count: 200)])
    func `Nothing but length decides`(text: String) throws {
        #expect(try Passphrase(new: text).text.count == text.count)
    }

    @Test(arguments: [
        "", "short one", String(repeating: "a", count: 201), "with\0a nul char", String(repeating: "👩‍👩‍👧", count: 100),
    ])
    func `Anything else is refused`(text: String) {
        #expect(throws: FieldErrors.self) { _ = try Passphrase(new: text) }
    }

    @Test func `Two ways to write a letter are one, and no log sees it`() throws {
        #expect(Passphrase("cafe\u{301} cafe\u{301}").text.utf8.elementsEqual("café café".utf8))
        #expect("\(try Passphrase(new: "correct horse"))" == "a passphrase")
    }
}
