/// How a node feeds its readers. Every bound has a name and a default.
public struct FeedConfiguration: Sendable {
    /// Who writes to a reader's socket.
    public enum Broadcaster: String, Sendable, CaseIterable {
        /// Threads of the feed's own, to which sockets are handed over: for plain HTTP/1.1.
        case sockets
        /// The channel on which the request came: for TLS and HTTP/2.
        case channels
    }

    /// Whether streams are compressed for clients that take it.
    public enum Compression: String, Sendable, CaseIterable {
        /// Each event once, for all who take gzip.
        case gzip
        /// Nothing is.
        case off
    }

    /// Whether public streams are compressed for clients that take it.
    public var compression = Compression.gzip
    /// Who writes to readers. A stream whose socket cannot be handed over stays on its channel in any case.
    public var broadcaster = Broadcaster.channels
    /// Threads that write to readers on bare sockets.
    public var socketThreads = 1
    /// Events in the ring at most.
    public var maxRingEvents = 65_536
    /// Encoded bytes in the ring at most, not compressed; what readers of gzip are sent comes on top, about half as much.
    public var maxRingBytes = 64 << 20
    /// Events that a node reads into its ring when it starts, so that readers resume without the database.
    public var warmRingEvents = 4_096
    /// How often a reader of a quiet topic is told where the log stands.
    public var checkpointInterval = Duration.seconds(15)
    /// How long a client waits before it connects again, on average; each is told another time around it.
    public var retry = Duration.seconds(2)
    /// Over how long streams are closed when the node stops.
    public var drain = Duration.seconds(10)
    /// How long a client that does not read may hold up the end of its stream.
    public var closeDeadline = Duration.seconds(5)
    /// Bytes unsent that a reader's channel may hold before it counts as blocked.
    public var maxUnsentBytes = 64 << 10
    /// Bytes that the kernel may hold for a reader (`SO_SNDBUF`); uncapped it would hide megabytes for each that does not read.
    public var socketBufferBytes = 64 << 10
    /// How far back, in positions, a stream replays the log; further back the reader loads a snapshot.
    public var maxReplayPositions = 100_000
    /// Events in one read of the log during a replay.
    public var replayPageEvents = 500
    /// Reads of the log at once, for replays and pages; more wait.
    public var maxLogReads = 8
    /// Reads that wait at most; who asks for more is told `overloaded`.
    public var maxWaitingLogReads = 1_000
    /// Readers at once that are sent a page of a replay; more wait.
    public var maxReplays = 256
    /// Encoded bytes of replayed pages that are kept for the next reader.
    public var maxReplayBytes = 16 << 20
    /// How long a client may take to read one page of a replay.
    public var replayPageDeadline = Duration.seconds(15)
    /// Streams on this node at most.
    public var maxReaders = 18_000
    /// Streams from one address at most.
    public var maxReadersPerAddress = 1_000
    /// Streams that are opened on this node in a second, on average; a crowd may come at once that is twice as large. Half of what
    /// one core was measured to open, so that a storm leaves room for those who are there.
    public var maxOpeningsPerSecond = 10_000
    /// Long polls held on this node at most.
    public var maxPolls = 10_000
    /// How often every node looks for events that nobody announced.
    public var tick = Duration.milliseconds(100)
    /// How often a node compares its idea of the history with the database's.
    public var historyInterval = Duration.seconds(1)

    /// The defaults.
    public init() {}
}

extension FeedConfiguration {
    /// A time around `retry`, another one for every reader, so that a crowd does not come back at one moment.
    /// - Parameter reason: Why its stream ends; a node that has too many is given more time.
    func jitteredRetry(after reason: CloseReason? = nil) -> Duration {
        retry * Double.random(in: reason == .overloaded ? 0.5...7.5 : 0.5...1.5)
    }
}
