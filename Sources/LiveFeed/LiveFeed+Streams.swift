public import EventStreams
import Logging
public import Newsroom
public import NIOCore
import Synchronization

/// A stream that was let in: what to tell first, and where to go on.
public struct Opening: Sendable {
    /// How the stream goes on from where the reader was.
    public let verdict: Verdict
    /// The first frame, coded.
    public var bytes: ByteBuffer { frame.bytes }
    let frame: StreamFrame
    /// The body that begins with the frame.
    let body: StreamBody
    /// Everything after this position follows.
    let start: Position
    /// Of this history; a stream does not go on in another one.
    let generation: Int

    func stream(of topics: [String], from address: String, rights: StreamRights? = nil) -> OpenStream {
        // No event has an account for a topic, so nothing more is told; but the stream is found by it.
        OpenStream(
            topics: topics + [rights?.subject].compactMap { $0 }, address: address, position: start, generation: generation,
            body: body, rights: rights)
    }
}

/// A stream that is not let in, told in-band on a 200.
public struct Refusal: Error, Sendable {
    /// Why.
    public let reason: CloseReason
    let closing: ServerSentEvent

    /// The only frame, and with it the whole body.
    public func frame(_ coding: ContentCoding) -> ByteBuffer { StreamBody.only(closing, coding).bytes }
}

extension LiveFeed {
    /// The handler that every connection, and every HTTP/2 stream, needs for streams to be opened on it.
    public func makeReaderHandler() -> any RemovableChannelHandler {
        ReaderHandler(configuration: configuration)
    }

    /// Counts a reader in for as long as the body runs; longer when it was handed over.
    /// - Throws: `Refusal` when the node, or the address, has as many as it may; what the body throws.
    public func admit<Result>(from address: String, _ body: () async throws -> Result) async throws -> Result {
        guard census.withLock({ $0.admit(address, at: .now) }) else { throw refusal(.overloaded) }
        do {
            let result = try await body()
            leave(address)
            return result
        } catch {
            if !(error is HandedOver) { leave(address) }
            throw error
        }
    }

    /// Counts a reader out.
    func leave(_ address: String) { census.withLock { $0.leave(address) } }

    /// A stream that is not let in, with a time of its own to come back.
    public func refusal(_ reason: CloseReason) -> Refusal {
        Refusal(reason: reason, closing: closing(reason))
    }

    /// Judges where a reader was, and says how its stream goes on.
    /// - Parameters:
    ///   - lastEventID: What the reader sent as its cursor; `nil` when it sent none.
    ///   - snapshot: The address that it is to load again after a reset.
    ///   - coding: Of the response's body. Only what everybody may read is to be compressed.
    /// - Throws: `Refusal` while the log has not been read, or cannot be asked about a cursor that this node does not know.
    public func open(lastEventID: String?, snapshot: String, coding: ContentCoding) async throws -> Opening {
        let cursor = lastEventID.flatMap(Cursor.init)
        let standing = if let cursor { await judge(cursor) } else { standing(of: nil) }
        guard let standing else { throw refusal(.overloaded) }
        return opening(verdict(on: lastEventID, standing), at: standing, snapshot, coding)
    }

    /// The same, if it takes neither the database nor a replay of the log.
    func openNow(_ lastEventID: String?, _ snapshot: String, _ coding: ContentCoding) -> Opening? {
        guard let standing = standing(of: lastEventID.flatMap(Cursor.init)), standing.objection?.mayBeNews != true else {
            return nil
        }
        let verdict = verdict(on: lastEventID, standing)
        guard source(after: start(of: verdict, standing), in: standing.generation) == .ring else { return nil }
        return opening(verdict, at: standing, snapshot, coding)
    }

    private func verdict(on lastEventID: String?, _ standing: Standing) -> Verdict {
        guard let lastEventID else { return .fresh }
        guard let cursor = Cursor(lastEventID) else { return .reset(.malformed) }
        return standing.objection.map(Verdict.reset) ?? .resumed(from: cursor)
    }

    private func start(of verdict: Verdict, _ standing: Standing) -> Position {
        if case .resumed(let cursor) = verdict { cursor.position } else { standing.head.position }
    }

    /// Replays what the ring does not reach, then lets the reader follow the log until the stream ends.
    /// - Parameters:
    ///   - channel: Its response head, and the opening's frame, have been written.
    ///   - topics: Names, 1...64.
    ///   - address: Where the reader was admitted from.
    ///   - opening: How the stream was let in.
    ///   - rights: On what a private stream stands; `nil` for one that everybody may read.
    ///   - write: Writes bytes of a replay through the response, with its backpressure.
    /// - Returns: When the response is to be finished.
    /// - Throws: `HandedOver` when the reader lives on without the channel, which is closed by then; other errors when the client is gone.
    public func follow(
        on channel: any Channel, topics: [String], from address: String, opening: Opening, rights: StreamRights? = nil,
        write: (ByteBuffer) async throws -> Void
    ) async throws {
        var stream = opening.stream(of: topics, from: address, rights: rights)
        while true {
            switch source(of: stream) {
            case .log: guard try await replay(&stream, on: channel, write) else { return }
            case .ring:
                switch await join(channel, stream) {
                case .readerGone: throw ChannelError.eof
                case .closed: return
                case .handedOver: throw HandedOver()
                case .mustReplay: continue
                }
            case .nowhere:
                // It comes back with its cursor, and is told what became of it.
                return try await write(stream.body.closing(closing(.lagging)).bytes)
            }
        }
    }

    // MARK: Where a cursor stands

    /// What this node knows about a cursor at one moment.
    private struct Standing {
        let objection: ResetReason?
        let head: Cursor
        let generation: Int
    }

    /// - Returns: `nil` while the log has not been read.
    private func standing(of cursor: Cursor?) -> Standing? {
        view.withLock { view in
            view.map { view in
                let objection = cursor.flatMap { view.judge($0, maxReplay: configuration.maxReplayPositions) }
                return Standing(objection: objection, head: view.head, generation: view.generation)
            }
        }
    }

    /// Judges a cursor; asks the database once more when it may know better than this node.
    /// - Returns: `nil` when it cannot be judged now.
    private func judge(_ cursor: Cursor) async -> Standing? {
        guard let standing = standing(of: cursor) else { return nil }
        guard let objection = standing.objection, objection.mayBeNews else { return standing }
        return await hasLookedAgain() ? self.standing(of: cursor) : nil
    }

    /// Why events cannot be told after a cursor.
    /// - Throws: `CursorError.unavailable`.
    func objection(to cursor: Cursor) async throws(CursorError) -> ResetReason? {
        guard let standing = await judge(cursor) else { throw .unavailable }
        return standing.objection
    }

    /// Waits for what the database says of the history, asked after this call. All who wait at the same time share one look.
    private func hasLookedAgain() async -> Bool {
        let begun = health.withLock(\.looksBegun)
        for _ in 0..<3 {
            await historyWaiters.wait(for: [], atMost: .seconds(1)) {
                signal.wantHistory()
                return false
            }
            if health.withLock(\.lookAnswered) > begun { return true }
        }
        return false
    }

    private func opening(_ verdict: Verdict, at standing: Standing, _ snapshot: String, _ coding: ContentCoding) -> Opening {
        metrics.opened(verdict)
        let start = start(of: verdict, standing)
        let head = Cursor(token: standing.head.token, position: max(standing.head.position, start))
        let message = StreamMessage.opened(verdict, head: head, snapshot: snapshot, retry: configuration.jitteredRetry())
        var body = StreamBody(coding)
        let frame = body.opening(message)
        return Opening(verdict: verdict, frame: frame, body: body, start: start, generation: standing.generation)
    }

    // MARK: Steps

    /// Where everything after a position can be had from.
    private enum Source { case ring, log, nowhere }

    private func source(of stream: OpenStream) -> Source { source(after: stream.position, in: stream.generation) }

    private func source(after position: Position, in generation: Int) -> Source {
        view.withLock { view in
            guard let view, view.generation == generation else { return .nowhere }
            if view.ring.reaches(position) { return .ring }
            return position.next >= view.history.oldest ? .log : .nowhere
        }
    }

    /// Sends pages of the log until the ring reaches back to where the reader is.
    /// - Returns: Whether the stream goes on; not when it was ended in-band because the log cannot be read now.
    private func replay(
        _ stream: inout OpenStream, on channel: any Channel, _ write: (ByteBuffer) async throws -> Void
    ) async throws -> Bool {
        metrics.replayed()
        do {
            while source(of: stream) == .log {
                if hasLostRight(&stream) {
                    try await write(stream.body.closing(closing(.unauthorized)).bytes)
                    return false
                }
                try await replayPage(&stream, on: channel, write)
            }
            return true
        } catch {
            guard channel.isActive else { throw error }
            // The reader comes back with its cursor, so nothing is lost.
            logger.info("A replay could not be finished", metadata: ["error": "\(error)"])
            try await write(stream.body.closing(closing(.overloaded)).bytes)
            return false
        }
    }

    private func replayPage(
        _ stream: inout OpenStream, on channel: any Channel, _ write: (ByteBuffer) async throws -> Void
    ) async throws {
        // Bounds what is held for clients that read slowly; one page a turn.
        try await replays.pass {
            let page = try await pages.page(of: stream.topics, after: stream.position) {
                try await readPage(stream.topics, after: $0)
            }
            // What was read may be of another history by now, or retention may have taken its beginning.
            if source(of: stream) == .nowhere { return }
            let entries = page.entries.drop { $0.position <= stream.position }
            try await within(configuration.replayPageDeadline, on: channel) {
                for piece in ByteBuffer.pieces(of: entries, bytes: configuration.maxUnsentBytes / 4) {
                    try await write(stream.body.coded(piece))
                    // The writer learns on the event loop that the socket takes no more: without this it would take the whole page.
                    try await channel.eventLoop.submit {}.get()
                }
            }
            stream.position = max(stream.position, page.through)
        }
    }

    private func readPage(_ topics: [String], after start: Position) async throws -> ReplayPages.Page {
        let end = head?.position ?? start
        let limit = configuration.replayPageEvents
        let entries = try await readLog(topics, after: start, through: end, limit)
        return ReplayPages.Page(entries: entries, through: entries.count < limit ? end : entries[entries.count - 1].position)
    }

    /// The only way to the log for readers: a bounded number of them at once.
    func readLog(
        _ topics: [String], after position: Position, through end: Position, _ limit: Int
    ) async throws -> [FeedEntry] {
        try await reads.pass {
            metrics.logRead()
            return try await log.events(of: topics, after: position, through: end, limit: limit).map(FeedEntry.init)
        }
    }

    /// Closes the channel of a client that does not read in time.
    func within<Result>(
        _ limit: Duration, on channel: any Channel, _ body: () async throws -> Result
    ) async throws -> Result {
        let timer = channel.eventLoop.scheduleTask(in: .init(limit)) { channel.close(promise: nil) }
        defer { timer.cancel() }
        return try await body()
    }
}

extension ByteBuffer {
    /// The frames of entries, joined to pieces of about as many bytes; a longer frame is a piece of its own.
    fileprivate static func pieces(of entries: some Sequence<FeedEntry>, bytes: Int) -> [ByteBuffer] {
        var pieces: [ByteBuffer] = []
        for entry in entries {
            if let last = pieces.last, last.readableBytes + entry.frame.bytes.readableBytes <= bytes {
                pieces[pieces.count - 1].writeImmutableBuffer(entry.frame.bytes)
            } else {
                pieces.append(entry.frame.bytes)
            }
        }
        return pieces
    }
}
