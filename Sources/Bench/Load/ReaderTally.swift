/// What all readers together have been sent, and what was wrong with it.
public struct ReaderTally: Sendable, Hashable {
    /// Streams that are open now.
    public var open = 0
    /// Streams opened since the start.
    public var opened = 0
    /// Events that came as they should, or late; not those that were repeated.
    public var deliveries = 0
    /// Bytes received, heads and framing included.
    public var bytes = 0
    /// Bytes sent: requests.
    public var bytesSent = 0
    /// Events that were passed over, and have not come since.
    public var gaps = 0
    /// Events that came after a later one.
    public var late = 0
    /// Events that had come before.
    public var repeated = 0
    /// Events of another topic, or whose number nobody published.
    public var foreign = 0
    /// Events whose id was not above the one before.
    public var fallingIDs = 0
    /// Streams that began with `reset`, for a reader that had asked to go on.
    public var resets = 0
    /// Streams that the server closed in-band because it had too much to do.
    public var overloaded = 0
    /// The same, because it was to stop.
    public var drained = 0
    /// The same, because the reader did not read.
    public var lagging = 0
    /// Connections that ended without a word.
    public var ended = 0
    /// Connections that could not be made.
    public var refused = 0
    /// Answers with another status than 200 (101 for a WebSocket), or that are no HTTP.
    public var unreadable = 0
    /// Events that came before their publication was known.
    public var early = 0

    /// Bytes in both directions.
    public var traffic: Int { bytes + bytesSent }

    /// Nothing yet.
    public init() {}

    /// Whether all that came was right so far: nothing passed over, repeated, or in the wrong order.
    public var isExact: Bool { gaps + late + repeated + foreign + fallingIDs + resets == 0 }
}
