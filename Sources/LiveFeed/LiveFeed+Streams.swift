import EventStreams
import Logging
public import Newsroom
public import NIOCore
import Synchronization

/// A stream that was let in: what to tell first, and where to go on.
public struct Opening: Sendable {
    /// How the stream goes on from where the reader was.
    public let verdict: Verdict
    /// The first frame.
    public let frame: ByteBuffer
    /// Everything after this position follows.
    public let start: Position
}

/// A stream that is not let in, told in-band on a 200.
public struct Refusal: Error, Sendable {
    /// Why.
    public let reason: CloseReason
    /// The only frame.
    public let frame: ByteBuffer

    init(_ reason: CloseReason, retry: Duration) {
        self.reason = reason
        self.frame = StreamFrame(StreamMessage.closing(reason, retry: retry)).plain
    }
}

extension LiveFeed {
    /// The handler that every connection, and every HTTP/2 stream, needs for streams to be opened on it.
    public func makeReaderHandler() -> any RemovableChannelHandler {
        ReaderHandler(configuration: configuration)
    }

    /// Counts a reader in for as long as the body runs.
    /// - Throws: `Refusal` when the node, or the address, has as many as it may; what the body throws.
    public func admit<Result>(from address: String, _ body: () async throws -> Result) async throws -> Result {
        guard census.withLock({ $0.admit(address) }) else { throw refusal(.overloaded) }
        defer { census.withLock { $0.leave(address) } }
        return try await body()
    }

    /// Judges where a reader was, and says how its stream goes on.
    /// - Parameters:
    ///   - lastEventID: What the reader sent as its cursor; `nil` when it sent none.
    ///   - snapshot: The address that it is to load again after a reset.
    /// - Throws: `Refusal` while the log has not been read, or cannot be asked about a cursor that this node does not know.
    public func open(lastEventID: String?, snapshot: String) async throws -> Opening {
        guard let view = view.withLock({ $0 }) else { throw refusal(.overloaded) }
        guard let lastEventID else { return opening(.fresh, in: view, snapshot: snapshot) }
        guard let cursor = Cursor(lastEventID) else { return opening(.reset(.malformed), in: view, snapshot: snapshot) }
        let judged = try await judge(cursor, in: view)
        let verdict = judged.objection.map(Verdict.reset) ?? .resumed(from: cursor)
        return opening(verdict, in: judged.view, snapshot: snapshot)
    }

    /// Replays what the ring does not reach, then lets the reader follow the log until the stream ends.
    /// - Parameters:
    ///   - channel: Its response head, and the opening, have been written.
    ///   - topics: Names, 1...64.
    ///   - start: Everything after this position follows.
    ///   - write: Writes bytes of a replay through the response, with its backpressure.
    /// - Returns: When the response is to be finished; throws when the client is gone.
    public func follow(
        on channel: any Channel, topics: [String], after start: Position, write: (ByteBuffer) async throws -> Void
    ) async throws {
        var position = start
        while true {
            if let oldest = ringStart, position.next < oldest {
                guard let told = try await replay(on: channel, topics, after: position, write) else { return }
                position = told
            }
            switch await join(channel, topics: topics, after: position) {
            case .readerGone: throw ChannelError.eof
            case .closed: return
            case .mustReplay(let told): position = told
            }
        }
    }

    // MARK: Steps

    private func opening(_ verdict: Verdict, in view: FeedView, snapshot: String) -> Opening {
        metrics.opened(verdict)
        let start: Position
        if case .resumed(let cursor) = verdict { start = cursor.position } else { start = view.ring.head }
        let head = view.history.cursor(at: max(view.ring.head, start))
        let message = StreamMessage.opened(verdict, head: head, snapshot: snapshot, retry: configuration.jitteredRetry())
        return Opening(verdict: verdict, frame: StreamFrame(message).plain, start: start)
    }

    /// Judges a cursor; asks the database once more when it may know better than this node.
    func judge(_ cursor: Cursor, in view: FeedView) async throws -> (objection: ResetReason?, view: FeedView) {
        let objection = view.judge(cursor, maxReplay: configuration.maxReplayPositions)
        guard let objection, objection.mayBeNews else { return (objection, view) }
        guard let fresh = await nextLook() else { throw refusal(.overloaded) }
        return (fresh.judge(cursor, maxReplay: configuration.maxReplayPositions), fresh)
    }

    /// What the database says of the history, asked after this call. All who wait at the same time share one look.
    private func nextLook() async -> FeedView? {
        let begun = health.withLock(\.looksBegun)
        for _ in 0..<3 {
            await historyWaiters.wait(for: [], atMost: .seconds(1)) {
                signal.wantHistory()
                return false
            }
            if health.withLock(\.lookAnswered) > begun { return view.withLock { $0 } }
        }
        return nil
    }

    private var ringStart: Position? { view.withLock { $0?.ring.oldest } }

    /// A stream that is not let in, with a time of its own to come back.
    public func refusal(_ reason: CloseReason) -> Refusal {
        metrics.closed(reason)
        return Refusal(reason, retry: configuration.jitteredRetry())
    }

    /// Sends pages of the log until the ring reaches back to where the reader is.
    /// - Returns: How far the reader was told; `nil` when the stream was ended in-band because the log cannot be read now.
    private func replay(
        on channel: any Channel, _ topics: [String], after start: Position, _ write: (ByteBuffer) async throws -> Void
    ) async throws -> Position? {
        metrics.replayed()
        do {
            return try await replays.pass {
                var position = start
                while let view = self.view.withLock({ $0 }), !view.ring.reaches(position) {
                    let end = view.ring.head
                    let events = try await log.events(
                        of: topics, after: position, through: end, limit: configuration.replayPageEvents)
                    if !events.isEmpty {
                        let page = ByteBuffer(entries: events.map(FeedEntry.init))
                        try await within(configuration.replayPageDeadline, on: channel) { try await write(page) }
                    }
                    position = events.count < configuration.replayPageEvents ? end : events[events.count - 1].position
                }
                return position
            }
        } catch {
            guard channel.isActive else { throw error }
            // The reader comes back with its cursor, so nothing is lost.
            logger.info("A replay could not be finished", metadata: ["error": "\(error)"])
            try await write(refusal(.overloaded).frame)
            return nil
        }
    }

    /// Closes the channel of a client that does not read in time.
    private func within<Result>(
        _ limit: Duration, on channel: any Channel, _ body: () async throws -> Result
    ) async throws -> Result {
        let timer = channel.eventLoop.scheduleTask(in: .init(limit)) { channel.close(promise: nil) }
        defer { timer.cancel() }
        return try await body()
    }

    /// Puts the reader on its event loop's shard, and suspends until the stream ends.
    private func join(_ channel: any Channel, topics: [String], after position: Position) async -> StreamEnd {
        await withCheckedContinuation { continuation in
            channel.eventLoop.execute {
                guard let shard = self.shard(of: channel.eventLoop),
                    let handler = try? channel.pipeline.syncOperations.handler(type: ReaderHandler.self)
                else {
                    // The connection was torn down before the stream began.
                    return continuation.resume(returning: .readerGone)
                }
                let reader = Reader(topics: topics, outlet: Outlet(channel), state: shard.state(after: position)) {
                    continuation.resume(returning: $0)
                }
                handler.open(reader, on: shard)
            }
        }
    }
}

extension ByteBuffer {
    fileprivate init(entries: [FeedEntry]) {
        self = ByteBufferAllocator().buffer(capacity: entries.reduce(0) { $0 + $1.frame.byteCount })
        for entry in entries { writeImmutableBuffer(entry.frame.plain) }
    }
}
