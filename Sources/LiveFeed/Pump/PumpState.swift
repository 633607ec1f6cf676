package import Newsroom

/// What the pump does next. Decides; asks no database and no clock of its own.
///
/// Source: `sql/schema/0001_feed.sql`; the hint and its bounds were measured for `feed.sequence()`.
package struct PumpState: Sendable {
    /// One step.
    package enum Action: Sendable, Equatable {
        /// Compare our idea of the history with the database's.
        case readHistory
        /// Move the inbox to the log, starting behind this inbox id.
        case sequence(from: Int64)
        /// Read the log after this position.
        case read(after: Position)
        /// Nothing to do before the next tick or nudge.
        case rest
    }

    /// Events in one read.
    package static let readLimit = 500
    /// Events that `feed.sequence()` moves in one call at most.
    package static let sequenceLimit = 1000

    private let tick: Duration
    private let historyInterval: Duration
    private var last: Position
    private var wantsSequence = true
    private var wantsRead = true
    private var wantsHistory = false
    private var nextHistory: ContinuousClock.Instant
    private var nextSequence: ContinuousClock.Instant
    private var nextFullScan: ContinuousClock.Instant
    private var batches: [(at: ContinuousClock.Instant, maxID: Int64)] = []
    private var hint: Int64 = 0
    private var pausedUntil: ContinuousClock.Instant?
    private var failures = 0

    /// Starts behind a position that has been read.
    package init(
        after position: Position, tick: Duration, historyInterval: Duration, now: ContinuousClock.Instant
    ) {
        self.last = position
        self.tick = tick
        self.historyInterval = historyInterval
        self.nextHistory = now + historyInterval
        self.nextSequence = now
        self.nextFullScan = now
    }

    /// Notes that this node committed something.
    package mutating func nudged() { wantsSequence = true }

    /// Notes that some node sequenced something.
    package mutating func notified() { wantsRead = true }

    /// Notes that somebody waits for the history.
    package mutating func historyWanted() { wantsHistory = true }

    /// Decides the next step.
    package mutating func next(at now: ContinuousClock.Instant) -> Action {
        if let pausedUntil {
            guard now >= pausedUntil else { return .rest }
            self.pausedUntil = nil
        }
        if wantsHistory || now >= nextHistory {
            wantsHistory = false
            nextHistory = now + historyInterval
            return .readHistory
        }
        if wantsSequence || now >= nextSequence {
            wantsSequence = false
            nextSequence = now + tick
            return .sequence(from: scanStart(at: now))
        }
        if wantsRead {
            wantsRead = false
            return .read(after: last)
        }
        return .rest
    }

    /// Notes what the sequencer did.
    package mutating func sequenced(_ result: Sequenced, from start: Int64, took: Duration, at now: ContinuousClock.Instant) {
        failures = 0
        if start == 0 { nextFullScan = now + max(.seconds(1), took * 20) }
        guard result.count > 0 else { return }
        batches.append((now, result.maxID))
        wantsRead = true
        if result.count >= Self.sequenceLimit { wantsSequence = true }
    }

    /// Notes how far the log has been read.
    /// - Parameter isFull: Whether there may be more.
    package mutating func read(through position: Position, isFull: Bool) {
        failures = 0
        last = position
        if isFull { wantsRead = true }
    }

    /// Notes what the database says of the history.
    /// - Returns: Whether ours has become wrong: what we told last is not there any more, or what comes next has gone.
    package mutating func compared(with history: History, token: EpochToken) -> Bool {
        failures = 0
        if history.head > last { wantsRead = true }
        return last.next < history.oldest || history.objection(to: Cursor(token: token, position: last)) != nil
    }

    /// Starts again behind another position.
    package mutating func restarted(after position: Position) {
        last = position
        batches = []
        hint = 0
        wantsSequence = true
        wantsRead = true
    }

    /// Notes that the database did not answer; rests for a while with full jitter, 50 ms doubling to 2 s.
    /// - Parameter jitter: 0..<1.
    package mutating func failed(at now: ContinuousClock.Instant, jitter: Double) {
        failures += 1
        let ceiling = min(Duration.seconds(2), .milliseconds(50) * (1 << min(failures - 1, 6)))
        pausedUntil = now + ceiling * jitter
        wantsHistory = true
        wantsSequence = true
        wantsRead = true
    }

    /// Inbox ids that are a second old are all committed or will be found by the next full scan.
    private mutating func scanStart(at now: ContinuousClock.Instant) -> Int64 {
        if now >= nextFullScan { return 0 }
        while let batch = batches.first, now - batch.at >= .seconds(1) {
            hint = max(hint, batch.maxID)
            batches.removeFirst()
        }
        return hint
    }
}
