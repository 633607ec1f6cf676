import LiveFeed
import Logging
import NIOCore
import Newsroom
import NewsroomStore
import NewsroomWeb
import Postgres
import ServiceLifecycle

/// The part of the graph that gets events out: the log, the listener that wakes the pump, the feed, and the log's upkeep.
struct FeedGraph: Sendable {
    let feed: LiveFeed
    private let listener: PostgresListener
    private let upkeep: Upkeep

    /// Where `feed.sequence()` announces its batches.
    static let channel = "courant_feed"
    /// How far behind the pump may be while the node calls itself ready.
    static let readyBound = Duration.seconds(5)

    init(
        _ settings: Settings, pool: PostgresPool, statements: StatementLibrary, loops: any EventLoopGroup, logger: Logger
    ) throws {
        let log = try PostgresEventLog(pool: pool, statements: statements)
        var configuration = FeedConfiguration()
        configuration.maxRingBytes = settings.ringBytes
        configuration.maxRingEvents = settings.ringEventCount
        configuration.checkpointInterval = settings.streamCheckpoint
        configuration.drain = settings.drain
        configuration.compression = settings.streamCompression
        // Under TLS only the channel can make of an event what the socket takes.
        configuration.broadcaster = settings.tls == nil ? settings.streamBroadcaster : .channels
        let loops = Array(loops.makeIterator())
        configuration.socketThreads = settings.streamThreadCount ?? loops.count
        configuration.maxReaders = DescriptorLimit.raise(for: settings.maxStreamCount, logger: logger)
        configuration.maxOpeningsPerSecond = settings.maxStreamOpeningCount
        configuration.maxReadersPerAddress = settings.maxStreamCountPerAddress
        let feed = LiveFeed(log: log, configuration: configuration, loops: loops, logger: logger)
        self.feed = feed
        listener = PostgresListener(configuration: settings.database, channel: FeedGraph.channel, logger: logger) { event in
            switch event {
            case .listening, .notified: feed.announced()
            case .lost(let reason):
                logger.warning("LISTEN is lost; the pump looks by itself", metadata: ["reason": "\(reason)"])
            }
        }
        upkeep = Upkeep(of: "log", every: .seconds(10), logger: logger) {
            let done = try await log.maintain(keeping: settings.eventRetention)
            return done.madePartitions + (done.droppedPartitions ?? 0)
        }
    }

    /// In the order of starting; the feed goes on until the server behind it has ended its streams.
    var services: [any Service] { [upkeep, listener, feed] }

    /// Whether the pump keeps up.
    var readiness: ReadinessCheck {
        let health = feed.pumpHealth
        if let hole = health.hole { return ReadinessCheck("feed", trouble: "the log has a hole at position \(hole)") }
        let isReady = health.isReady(within: FeedGraph.readyBound, at: .now)
        return ReadinessCheck("feed", trouble: isReady ? nil : "the log has not been read for \(FeedGraph.readyBound)")
    }
}
