/// What a peer may do on a connection, and how long things may take.
public struct WebSocketConfiguration: Sendable {
    /// Bytes of a message, and of each of its frames.
    public var maxMessageBytes = 64 * 1024
    /// Whether binary messages are taken; otherwise they close the connection with 1003.
    public var takesBinary = false
    /// How often messages may come; those above are marked.
    public var messages = WebSocketRate(perSecond: 40, burst: 80)
    /// How often they may come at all; those above close the connection with 1008.
    public var flood = WebSocketRate(perSecond: 400, burst: 2_000)
    /// Messages that wait to be taken; then nothing more is read.
    public var maxWaitingCount = 16
    /// Bytes that wait to be sent; then nothing more is accepted.
    public var maxUnsentBytes = 1024 * 1024
    /// What the kernel holds besides.
    public var socketBufferBytes = 64 * 1024
    /// Between two pings.
    public var pingInterval = Duration.seconds(15)
    /// Pings without an answer, at the next of which the peer counts as gone.
    public var maxMissedPings = 2
    /// How long the peer may take to close after us.
    public var closing = Duration.seconds(3)
    /// From the server's stop to a close that nobody else has begun.
    public var drain = Duration.seconds(5)
    /// Whether permessage-deflate is agreed to when the peer offers it. Not where secrets stand beside what others write:
    /// the length of a message would tell whether they are alike.
    public var compresses = false
    /// Messages below are not worth deflating.
    public var minCompressedBytes = 256

    /// Text, uncompressed, within the bounds of a conversation.
    public init() {}
}

/// How often something may happen: a number a second, and as many at once.
public struct WebSocketRate: Sendable, Equatable {
    let perSecond: Int
    let burst: Int

    /// - Parameters:
    ///   - perSecond: 1 or more.
    ///   - burst: 1 or more.
    public init(perSecond: Int, burst: Int) {
        self.perSecond = max(1, perSecond)
        self.burst = max(1, burst)
    }
}
