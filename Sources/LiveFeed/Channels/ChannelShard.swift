import EventStreams
import Newsroom
import NIOCore

/// The readers of one event loop.
///
/// `@unchecked Sendable`: everything in here happens on `loop`; `LiveFeed` enters only through `loop.execute`.
final class ChannelShard: @unchecked Sendable {
    let loop: any EventLoop
    private let configuration: FeedConfiguration
    private let metrics: FeedMetrics
    private var ring: FeedRing
    private var head: Cursor
    private var generation: Int
    /// By slot; a slot without a reader is free.
    private var readers: ContiguousArray<ChannelReader?> = []
    private var free: [Int32] = []
    private var subscriptions = Subscriptions()
    private var touched: ContiguousArray<ChannelReader> = []
    private var tick: UInt64 = 0

    /// Checkpoints are spread: each tick serves the readers whose turn it is.
    private static let ticksPerCheckpoint: UInt64 = 15
    /// Rounds of a catch-up before other readers get a turn.
    private static let maxRounds = 16

    init(loop: any EventLoop, view: FeedView, configuration: FeedConfiguration, metrics: FeedMetrics) {
        self.loop = loop
        self.ring = view.ring
        self.head = view.head
        self.generation = view.generation
        self.configuration = configuration
        self.metrics = metrics
    }

    // MARK: Readers come and go

    /// Lets a reader follow the log, if the ring reaches back to where it is.
    func join(_ reader: ChannelReader) {
        loop.preconditionInEventLoop()
        guard reader.generation == generation, ring.reaches(reader.start) else { return reader.end(.mustReplay) }
        reader.state = ReaderState(after: reader.start, head: ring.head)
        reader.nextCheckpoint = tick + Self.ticksPerCheckpoint
        let slot = free.popLast() ?? Int32(readers.count)
        if slot == Int32(readers.count) { readers.append(reader) } else { readers[Int(slot)] = reader }
        reader.seat = (slot, subscriptions.add(slot, topics: reader.topics, reader.body.coding))
        metrics.readers(change: 1)
        if let rights = reader.rights, ring.mayRevoke(rights) { return close(reader, .unauthorized) }
        catchUp(reader)
    }

    /// Readers on this loop.
    var readerCount: Int {
        loop.preconditionInEventLoop()
        return readers.count - free.count
    }

    func leave(_ reader: ChannelReader, _ end: StreamEnd) {
        loop.preconditionInEventLoop()
        guard reader.isOpen, let seat = reader.seat else { return }
        if let moved = subscriptions.remove(at: seat.place) { readers[Int(moved)]?.seat?.place = seat.place }
        readers[Int(seat.slot)] = nil
        free.append(seat.slot)
        metrics.readers(change: -1)
        reader.end(end)
    }

    /// Ends a stream in-band: a last frame that says why, and when to come back.
    func close(_ reader: ChannelReader, _ reason: CloseReason) {
        loop.preconditionInEventLoop()
        guard reader.isOpen else { return }
        let channel = reader.outlet.channel
        // A client that does not read must not hold up the end.
        let deadline = loop.assumeIsolated().scheduleTask(in: .init(configuration.closeDeadline)) {
            channel.close(promise: nil)
        }
        let sent = loop.makePromise(of: Void.self)
        sent.futureResult.whenComplete { _ in deadline.cancel() }
        let closing = reader.body.closing(StreamMessage.closing(reason, retry: configuration.jitteredRetry(after: reason)))
        reader.outlet.write(closing, sent: sent)
        reader.outlet.flush()
        metrics.closed(reason)
        leave(reader, .closed(reason))
    }

    /// Ends all streams, because what they were told is no longer this log's history.
    func restart(_ view: FeedView) {
        loop.preconditionInEventLoop()
        ring = view.ring
        head = view.head
        generation = view.generation
        for case let reader? in readers { close(reader, .lagging) }
    }

    // MARK: Events

    /// Tells the next events to the readers of their topics: all are written, then each socket is asked once.
    func publish(_ entries: [FeedEntry], head: Cursor) {
        loop.preconditionInEventLoop()
        self.head = head
        var deliveries = 0
        for entry in entries {
            ring.append(entry)
            for delivery in subscriptions.deliveries(of: CollectionOfOne(entry.topics)) {
                for slot in subscriptions.members(of: delivery.subscription) {
                    if let reader = readers[Int(slot)], offer(entry, to: reader) { deliveries += 1 }
                }
            }
            if entry.endsStreams { endStreams(entry) }
        }
        metrics.delivered(deliveries)
        let written = touched
        touched.removeAll(keepingCapacity: true)
        for reader in written {
            reader.isTouched = false
            reader.outlet.flush()
        }
    }

    /// Ends the streams whose readers' rights have changed, after they were told so.
    private func endStreams(_ entry: FeedEntry) {
        for delivery in subscriptions.deliveries(of: CollectionOfOne(entry.endedTopics)) {
            for slot in subscriptions.members(of: delivery.subscription) {
                if let reader = readers[Int(slot)] { close(reader, .unauthorized) }
            }
        }
    }

    private func offer(_ entry: FeedEntry, to reader: ChannelReader) -> Bool {
        switch reader.state.offered(through: entry.position) {
        case .take: break
        case .wait: return false
        case .catchUp:
            catchUp(reader)
            return false
        }
        reader.write(entry.frame(reader.body.coding))
        if !reader.outlet.isWritable { reader.state.blocked(after: entry.position) }
        if !reader.isTouched {
            reader.isTouched = true
            touched.append(reader)
        }
        return true
    }

    /// Goes on with a reader whose socket takes bytes again. One that was sent its closing frame is told nothing more.
    func writabilityChanged(_ reader: ChannelReader) {
        if reader.isOpen, reader.outlet.isWritable, !reader.isCatchingUp { catchUp(reader) }
    }

    private func catchUp(_ reader: ChannelReader) {
        // Flushing may report writability at once, from within: hence the mark, and a loop instead of a recursion.
        reader.isCatchingUp = true
        defer { reader.isCatchingUp = false }
        for _ in 0..<Self.maxRounds {
            switch reader.state.owed(oldest: ring.oldest, head: ring.head) {
            case .nothing: return
            case .lagging: return close(reader, .lagging)
            case .send(let position): send(after: position, to: reader)
            }
            reader.outlet.flush()
            guard reader.outlet.isWritable else { return }
        }
        loop.assumeIsolated().execute { [self] in writabilityChanged(reader) }
    }

    private func send(after position: Position, to reader: ChannelReader) {
        var deliveries = 0
        defer { metrics.delivered(deliveries) }
        for entry in ring.entries(after: position) where entry.topics.contains(where: reader.topics.contains) {
            reader.write(entry.frame(reader.body.coding))
            deliveries += 1
            guard reader.outlet.isWritable else { return reader.state.blocked(after: entry.position) }
        }
        reader.state.caughtUp()
    }

    // MARK: Time

    /// Starts the checkpoints.
    func start() -> RepeatedTask {
        let interval = TimeAmount(configuration.checkpointInterval / Int(Self.ticksPerCheckpoint))
        return loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [self] _ in checkpoint() }
    }

    private func checkpoint() {
        tick += 1
        var checkpoint = Checkpoint(head)
        for case let reader? in readers where reader.nextCheckpoint <= tick {
            reader.nextCheckpoint = tick + Self.ticksPerCheckpoint
            if case .behind(let told) = reader.state.progress, !ring.reaches(told) {
                // It may never read again, and then nothing else would end it.
                close(reader, .lagging)
                continue
            }
            guard reader.state.mayCheckpoint(head: ring.head) else { continue }
            reader.write(checkpoint.frame(reader.body.coding))
            if !reader.outlet.isWritable { reader.state.blocked(after: ring.head) }
            reader.outlet.flush()
        }
    }
}
