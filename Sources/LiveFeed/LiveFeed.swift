public import Logging
public import Newsroom
public import NIOCore
import Synchronization

/// How events get out of this node: a pump reads the log, a ring keeps the newest events encoded, and broadcasters
/// tell them to the readers: threads to those on bare sockets, event loops to those on channels.
///
/// Start it with `run()`; open streams with `open` and `follow`; read without a stream with `page`.
public final class LiveFeed: Sendable {
    let log: any EventLog
    let configuration: FeedConfiguration
    let logger: Logger
    let metrics = FeedMetrics()
    let signal = PumpSignal()
    let view = Mutex<FeedView?>(nil)
    let reads: Gate
    let replays: Gate
    let pages: ReplayPages
    let pollWaiters: Waiters
    let historyWaiters: Waiters
    let census: Mutex<ReaderCensus>
    let health = Mutex(FeedHealth())
    private let loops: [any EventLoop]
    private let shards = Mutex<[ObjectIdentifier: ChannelShard]>([:])
    let sockets = Mutex<SocketBroadcaster?>(nil)

    /// Builds a feed that knows nothing yet.
    /// - Parameters:
    ///   - log: The one log.
    ///   - configuration: Bounds and intervals.
    ///   - loops: The event loops on which streams are opened.
    ///   - logger: For what an operator has to know.
    public init(log: any EventLog, configuration: FeedConfiguration, loops: [any EventLoop], logger: Logger) {
        self.log = log
        self.configuration = configuration
        self.loops = loops
        self.logger = logger
        self.reads = Gate(width: configuration.maxLogReads, maxWaiting: configuration.maxWaitingLogReads)
        self.replays = Gate(width: configuration.maxReplays, maxWaiting: configuration.maxReaders)
        self.pages = ReplayPages(pageEvents: configuration.replayPageEvents, maxBytes: configuration.maxReplayBytes)
        self.pollWaiters = Waiters(maxCount: configuration.maxPolls)
        self.historyWaiters = Waiters(maxCount: configuration.maxReaders)
        self.census = Mutex(
            ReaderCensus(
                maxTotal: configuration.maxReaders, maxPerAddress: configuration.maxReadersPerAddress,
                maxPerSecond: configuration.maxOpeningsPerSecond, now: .now))
    }

    /// Tells the pump that this node committed something.
    public func committed() { signal.nudge() }

    /// Tells the pump that some node announced something.
    public func announced() { signal.notify() }

    /// The newest cursor that this node has told; `nil` before the database has been read for the first time.
    public var head: Cursor? { view.withLock { $0?.head } }

    /// Whether public streams are compressed for clients that take it.
    public var compression: FeedConfiguration.Compression { configuration.compression }

    /// How the pump is doing.
    public var pumpHealth: FeedHealth { health.withLock { $0 } }

    // MARK: What the pump does to the readers

    /// Starts, or starts again, from a point of the log.
    func begin(_ start: FeedView) {
        let old = shards.withLock { shards in
            let old = shards
            if old.isEmpty {
                for loop in loops {
                    shards[ObjectIdentifier(loop)] = ChannelShard(
                        loop: loop, view: start, configuration: configuration, metrics: metrics)
                }
            }
            return old
        }
        let view = view.withLock { view in
            var next = start
            next.generation = view.map { $0.generation + 1 } ?? start.generation
            view = next
            return next
        }
        metrics.holds(view.ring)
        pages.forget()
        for shard in old.values { shard.loop.execute { shard.restart(view) } }
        beginSockets(view)
    }

    /// Tells the next events to everybody whom they concern.
    func publish(_ events: [Event]) {
        let entries = events.map(FeedEntry.init)
        let head = view.withLock { view -> Cursor? in
            view?.append(entries)
            if let ring = view?.ring { metrics.published(entries.count, ring: ring) }
            return view?.head
        }
        guard let head else { return }
        if entries.contains(where: \.isTakedown) { pages.forget() }
        sockets.withLock { $0 }?.wake()
        for shard in allShards { shard.loop.execute { shard.publish(entries, head: head) } }
        pollWaiters.resume(for: Set(entries.flatMap(\.topics)))
    }

    var allShards: [ChannelShard] { shards.withLock { Array($0.values) } }

    /// The shard of an event loop; `nil` before the feed has begun, or for a loop that is not one of the feed's.
    func shard(of loop: any EventLoop) -> ChannelShard? { shards.withLock { $0[ObjectIdentifier(loop)] } }
}
