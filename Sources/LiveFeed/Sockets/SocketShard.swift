import DequeModule
import EventStreams
import Foundation
import Newsroom
import NIOCore
import Synchronization

/// The readers of one thread, on bare sockets: no channel, no task, no queue. A reader is a few numbers and a place in the
/// ring; the thread tells it what is new as soon as its socket takes it.
///
/// `@unchecked Sendable`: everything but `wake`, `execute` and `readerCount` happens on the shard's own thread.
final class SocketShard: @unchecked Sendable {
    /// A task of another thread.
    typealias Work = @Sendable () -> Void

    private struct Mailbox {
        var work: [Work] = []
        var isStopped = false
    }

    /// A moment at which something is due for a reader, if that is still there.
    struct Appointment {
        let time: ContinuousClock.Instant
        let slot: Int32
        let serial: UInt32
    }

    let configuration: FeedConfiguration
    let metrics: FeedMetrics
    let poll: EventPoll
    private let news: @Sendable (Position, Int) -> FeedNews
    private let leave: @Sendable (String) -> Void
    private let mailbox = Mutex(Mailbox())
    private let openCount = Atomic(0)

    var readers = SocketReaders()
    var subscriptions = Subscriptions()
    var ring: FeedRing
    var head: Cursor
    var generation: Int
    /// What is left of a frame of which a socket took a part.
    var remainders: [Int32: ByteBuffer] = [:]
    /// What readers who fell behind at the same place are sent next.
    var pieces: [OwedPiece.Key: OwedPiece] = [:]
    /// Ends of clients that are leaving and do not read, in order.
    private var deadlines: Deque<Appointment> = []
    /// Ends of streams while the node stops, the last first.
    private var departures: [Appointment] = []
    private var isDraining = false
    private var whenEmpty: [Work] = []
    private var tick: Int32 = 0
    private var nextTick = ContinuousClock.now
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)

    /// Checkpoints are spread: each tick serves the readers whose turn it is.
    private static let ticksPerCheckpoint: Int32 = 15

    /// - Parameters:
    ///   - view: Where to start.
    ///   - news: Asked for what is new after a position of a generation.
    ///   - leave: Told the address of each reader whose socket was closed.
    /// - Throws: `EventPoll.Unavailable`.
    init(
        view: FeedView, configuration: FeedConfiguration, metrics: FeedMetrics,
        news: @escaping @Sendable (Position, Int) -> FeedNews, leave: @escaping @Sendable (String) -> Void
    ) throws {
        self.ring = view.ring
        self.head = view.head
        self.generation = view.generation
        self.configuration = configuration
        self.metrics = metrics
        self.news = news
        self.leave = leave
        self.poll = try EventPoll()
    }

    deinit { scratch.deallocate() }

    // MARK: From other threads

    /// Readers that follow the log here.
    var readerCount: Int { openCount.load(ordering: .relaxed) }

    /// Tells the thread that the ring has grown, or has begun again. What comes while it is busy goes out together.
    func wake() { poll.wake() }

    /// Does something on the thread, after what is new has been told.
    /// - Parameter isUrgent: Wakes the thread.
    /// - Returns: Whether it will be done: not once the shard has stopped.
    @discardableResult
    func execute(isUrgent: Bool = true, _ work: @escaping Work) -> Bool {
        let isTaken = mailbox.withLock { mailbox in
            if !mailbox.isStopped { mailbox.work.append(work) }
            return !mailbox.isStopped
        }
        if isTaken, isUrgent { poll.wake() }
        return isTaken
    }

    /// Starts the thread.
    func start() {
        let thread = Thread { self.run() }
        thread.name = "courant-sockets"
        thread.start()
    }

    /// Closes everything, and ends the thread. What was taken before is done; what comes after is refused.
    func stop() {
        mailbox.withLock { mailbox in
            if !mailbox.isStopped { mailbox.work.append { self.cut() } }
            mailbox.isStopped = true
        }
        poll.wake()
    }

    // MARK: The thread

    private func run() {
        nextTick = .now + tickInterval
        while true {
            let isWoken = poll.wait(atMost: nextMoment.map { $0 - .now }) { hear($0) }
            if isWoken {
                takeNews()
                let (work, isStopped) = mailbox.withLock { mailbox in
                    defer { mailbox.work = [] }
                    return (mailbox.work, mailbox.isStopped)
                }
                for work in work { work() }
                if isStopped { return }
            }
            passTime(.now)
        }
    }

    private func hear(_ event: EventPoll.Event) {
        guard readers[event.token].phase != .gone else { return }
        if event.isReadable, !readers[event.token].socket.discardInput(scratch) { return drop(event.token) }
        if event.isWritable { goOn(event.token) }
    }

    private func takeNews() {
        switch news(ring.head, generation) {
        case .entries(let entries, let head):
            if !entries.isEmpty { publish(entries, head: head) }
        case .startAgain(let view): restart(view)
        }
    }

    /// Ends all streams, because what they were told is no longer this log's history, or this thread was too slow for the ring.
    private func restart(_ view: FeedView) {
        ring = view.ring
        head = view.head
        generation = view.generation
        pieces = [:]
        for slot in readers.indices where readers[slot].phase == .open { close(slot, .lagging) }
    }

    // MARK: Readers come and go

    /// Takes a reader over, if the ring reaches back to where it is.
    /// - Returns: Whether the socket is this shard's now.
    func adopt(_ newcomer: Newcomer) -> Bool {
        let stream = newcomer.stream
        guard stream.generation == generation, ring.reaches(stream.position) else { return false }
        let slot = readers.nextSlot
        guard poll.add(newcomer.socket, token: slot) else { return false }
        let place = subscriptions.add(slot, topics: stream.topics, stream.body.coding)
        readers.add(
            newcomer.socket, place: place, state: ReaderState(after: stream.position, head: ring.head), body: stream.body,
            address: stream.address)
        openCount.add(1, ordering: .relaxed)
        metrics.readers(change: 1)
        newcomer.socket.prepare(bufferBytes: configuration.socketBufferBytes)
        if let rights = stream.rights, ring.mayRevoke(rights) {
            close(slot, .unauthorized)
            return true
        }
        if newcomer.greeting.readableBytes > 0 { greet(slot, newcomer.greeting) } else { goOn(slot) }
        if isDraining { close(slot, .draining) }
        return true
    }

    /// Ends a stream in-band: a last frame that says why, and when to come back; then the end of the response.
    func close(_ slot: Int32, _ reason: CloseReason) {
        guard readers[slot].phase == .open else { return }
        forget(slot)
        metrics.closed(reason)
        readers[slot].phase = .leaving
        let message = StreamMessage.closing(reason, retry: configuration.jitteredRetry(after: reason))
        let closing = readers[slot].body.closing(message)
        var last = remainders[slot] ?? ByteBuffer()
        last.writeImmutableBuffer(closing.lastChunk)
        remainders[slot] = last
        // A client that does not read must not hold up the end.
        deadlines.append(
            Appointment(time: .now + configuration.closeDeadline, slot: slot, serial: readers[slot].serial))
        goOn(slot)
    }

    /// Forgets a reader, and closes its socket.
    func drop(_ slot: Int32) {
        if readers[slot].phase == .open { forget(slot) }
        remainders[slot] = nil
        // Bytes that nobody has read would make the kernel take back the end of the response.
        _ = readers[slot].socket.discardInput(scratch)
        readers[slot].socket.close()
        leave(readers[slot].address)
        readers.remove(slot)
        if readers.count == 0 {
            for work in whenEmpty { work() }
            whenEmpty = []
        }
    }

    /// Takes a reader out of its subscription: it is told nothing more.
    private func forget(_ slot: Int32) {
        if let moved = subscriptions.remove(at: readers[slot].place) { readers[moved].place = readers[slot].place }
        openCount.subtract(1, ordering: .relaxed)
        metrics.readers(change: -1)
    }

    /// Closes all sockets as they are.
    func cut() {
        for slot in readers.indices where readers[slot].phase != .gone { drop(slot) }
    }

    // MARK: Time

    private var tickInterval: Duration { configuration.checkpointInterval / Int(Self.ticksPerCheckpoint) }

    /// When something is due that no socket tells.
    private var nextMoment: ContinuousClock.Instant? {
        if readers.count == 0 { return nil }
        return [nextTick, deadlines.first?.time, departures.last?.time].compactMap { $0 }.min()
    }

    private func passTime(_ now: ContinuousClock.Instant) {
        while let due = departures.last, due.time <= now {
            departures.removeLast()
            if readers[due.slot].serial == due.serial { close(due.slot, .draining) }
        }
        while let due = deadlines.first, due.time <= now {
            deadlines.removeFirst()
            if readers[due.slot].serial == due.serial, readers[due.slot].phase != .gone { drop(due.slot) }
        }
        if nextTick <= now {
            nextTick = max(nextTick + tickInterval, now)
            checkpoint()
        }
    }

    /// Ends the streams spread over a time, so that their readers do not arrive elsewhere at one moment; who comes later ends at once.
    func drain(over time: Duration) {
        guard !isDraining else { return }
        isDraining = true
        let now = ContinuousClock.now
        departures = readers.indices.filter { readers[$0].phase == .open }.map { slot in
            Appointment(time: now + time * Double.random(in: 0..<1), slot: slot, serial: readers[slot].serial)
        }
        departures.sort { $0.time > $1.time }
    }

    /// Does something once no socket is open any more.
    func whenEmpty(_ work: @escaping Work) {
        if readers.count == 0 { work() } else { whenEmpty.append(work) }
    }

    /// Tells those whose turn it is, and who were told everything, where the log stands.
    private func checkpoint() {
        tick = (tick + 1) % Self.ticksPerCheckpoint
        var checkpoint = Checkpoint(head)
        for slot in readers.indices where slot % Self.ticksPerCheckpoint == tick && readers[slot].phase == .open {
            if case .behind(let told) = readers[slot].state.progress, !ring.reaches(told) {
                // It may never read again, and then nothing else would end it.
                close(slot, .lagging)
                continue
            }
            guard readers[slot].state.mayCheckpoint(head: ring.head) else { continue }
            send(checkpoint.frame(readers[slot].body.coding), to: slot)
        }
    }
}
