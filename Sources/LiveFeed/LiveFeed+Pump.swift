import Logging
import Newsroom
import NIOCore
public import ServiceLifecycle
import Synchronization

extension LiveFeed: Service {
    /// Pumps events from the log to the readers until graceful shutdown. The database may be away at first, or later.
    public func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.keepTicking() }
            group.addTask { await self.pump() }
            // Cancelled: then nobody waits for the readers either.
            try? await gracefulShutdown()
            // Channels are told to end by their server, which is stopped first; the pump goes on until all streams have ended.
            if !Task.isCancelled { await endSockets() }
            group.cancelAll()
        }
        sockets.withLock { sockets in
            sockets?.stop()
            sockets = nil
        }
        historyWaiters.resumeAll()
        pollWaiters.resumeAll()
    }

    private func keepTicking() async {
        while !Task.isCancelled {
            // Cancelled: the loop's condition ends it.
            try? await Task.sleep(for: configuration.tick)
            signal.tick()
        }
    }

    private func pump() async {
        guard var state = await begin() else { return }
        let checkpoints = allShards.map { $0.start() }
        for await _ in signal.wakes {
            note(signal.take(), in: &state)
            await work(&state)
        }
        for checkpoint in checkpoints { checkpoint.cancel() }
    }

    /// Reads where the log stands, as often as it takes.
    private func begin() async -> PumpState? {
        var attempts = 0
        while !Task.isCancelled {
            do {
                let start = try await readStart()
                begin(start)
                answered()
                return PumpState(
                    after: start.ring.head, tick: configuration.tick, historyInterval: configuration.historyInterval, now: .now)
            } catch {
                attempts += 1
                if attempts == 1 { logger.warning("The log cannot be read yet", metadata: ["error": "\(error)"]) }
                // Cancelled: the loop's condition ends it.
                try? await Task.sleep(for: .milliseconds(min(2000, 50 << min(attempts, 6))) * Double.random(in: 0.5..<1))
            }
        }
        return nil
    }

    /// The history, and the newest events for the ring, up to the first hole if there is one.
    private func readStart() async throws -> FeedView {
        _ = try await log.sequence(from: 0)
        guard let history = try await log.history() else { throw LogNotBegun() }
        let first = max(history.oldest.previous, Position(max(0, history.head.rawValue - Int64(configuration.warmRingEvents))))
        var view = FeedView(history: history, ring: emptyRing(head: first))
        while view.ring.head < history.head {
            let events = try await log.events(after: view.ring.head, limit: PumpState.readLimit)
            let dense = events.dense(after: view.ring.head)
            view.append(dense.map(FeedEntry.init))
            // The pump goes on from there, and raises the alarm.
            if dense.isEmpty || dense.count < events.count { break }
        }
        return view
    }

    private func emptyRing(head: Position) -> FeedRing {
        FeedRing(head: head, maxCount: configuration.maxRingEvents, maxBytes: configuration.maxRingBytes)
    }

    private func note(_ reasons: PumpSignal.Reasons, in state: inout PumpState) {
        if reasons.nudged { state.nudged() }
        if reasons.notified { state.notified() }
        if reasons.historyWanted { state.historyWanted() }
    }

    /// Does what the state asks for until it rests.
    private func work(_ state: inout PumpState) async {
        while !Task.isCancelled {
            do {
                switch state.next(at: .now) {
                case .rest: return
                case .readHistory: try await compareHistory(&state)
                case .sequence(let hint): try await sequence(&state, from: hint)
                case .read(let position): try await read(&state, after: position)
                }
                answered()
            } catch {
                state.failed(at: .now, jitter: .random(in: 0..<1))
                logger.warning("The log cannot be read", metadata: ["error": "\(error)"])
                historyWaiters.resumeAll()
            }
        }
    }

    private func sequence(_ state: inout PumpState, from hint: Int64) async throws {
        let start = ContinuousClock.now
        let result = try await log.sequence(from: hint)
        state.sequenced(result, from: hint, took: .now - start, at: .now)
    }

    private func read(_ state: inout PumpState, after position: Position) async throws {
        let events = try await log.events(after: position, limit: PumpState.readLimit)
        let dense = events.dense(after: position)
        if let last = dense.last {
            // Of an epoch that began after the last look: perhaps not the history that our readers follow.
            if view.withLock({ $0?.knows(last.token) }) != true, try await compareHistory(&state) { return }
            publish(dense)
            state.read(through: last.position, isFull: dense.count == PumpState.readLimit)
        }
        guard dense.count < events.count else { return health.withLock { $0.hole = nil } }
        let missing = Position(position.rawValue + Int64(dense.count) + 1)
        health.withLock { $0.hole = missing }
        metrics.holeFound()
        throw LogHole(position: missing)
    }

    /// - Returns: Whether everything had to start again.
    @discardableResult
    private func compareHistory(_ state: inout PumpState) async throws -> Bool {
        let look = health.withLock { health in
            health.looksBegun += 1
            return health.looksBegun
        }
        guard let history = try await log.history() else { throw LogNotBegun() }
        let token = view.withLock { $0?.head.token }
        let hasChanged = token.map { state.compared(with: history, token: $0) } ?? false
        if hasChanged {
            logger.error("The log's history has changed; every stream starts again", metadata: ["head": "\(history.cursor)"])
            let start = try await readStart()
            begin(start)
            state.restarted(after: start.ring.head)
            health.withLock { $0.hole = nil }
        } else {
            view.withLock { $0?.refresh(history) }
        }
        health.withLock { $0.lookAnswered = look }
        historyWaiters.resumeAll()
        return hasChanged
    }

    private func answered() {
        health.withLock { $0.lastAnswer = .now }
    }
}

extension [Event] {
    /// The events up to the first hole.
    fileprivate func dense(after position: Position) -> [Event] {
        enumerated().prefix { $1.position.rawValue == position.rawValue + Int64($0) + 1 }.map(\.element)
    }
}

/// The database has no epoch: it was not migrated.
struct LogNotBegun: Error {}

/// A position is missing from the log. Nothing behind it is told, because nothing may be skipped.
struct LogHole: Error {
    let position: Position
}
