import NIOCore

/// When to ask whether the peer is there, and whether it has answered. Decides; never waits.
struct WebSocketPings {
    enum Step: Equatable {
        /// Send a ping with this number.
        case ping(UInt64)
        /// It has not answered for too long.
        case gone
        case wait
    }

    private let interval: TimeAmount
    private let maxMissedCount: Int
    private var lastSent: UInt64 = 0
    private var lastAnswered: UInt64 = 0
    /// Intervals in which answers were not heard.
    private var heldCount = 0
    /// A peer whose messages could not be taken for so many intervals takes nothing itself, most likely.
    private static let maxHeldCount = 4
    /// When to look again.
    private(set) var next: NIODeadline

    init(_ configuration: WebSocketConfiguration, at now: NIODeadline) {
        interval = TimeAmount(configuration.pingInterval)
        maxMissedCount = configuration.maxMissedPings
        next = now + interval
    }

    /// - Parameter isReading: Whether answers are heard; while they are not, their absence says nothing.
    mutating func pass(_ now: NIODeadline, isReading: Bool) -> Step {
        guard next <= now else { return .wait }
        next = now + interval
        guard isReading else {
            heldCount += 1
            return heldCount > WebSocketPings.maxHeldCount ? .gone : .wait
        }
        heldCount = 0
        if lastSent - lastAnswered >= UInt64(maxMissedCount) { return .gone }
        lastSent += 1
        return .ping(lastSent)
    }

    /// - Parameter pong: What the peer says. It may leave out answers to older pings, and say pongs that nobody asked for.
    /// - Returns: Whether it answers a ping.
    mutating func heard(_ pong: ByteBuffer) -> Bool {
        guard pong.readableBytes == MemoryLayout<UInt64>.size,
            let number = pong.getInteger(at: pong.readerIndex, as: UInt64.self),
            number > lastAnswered, number <= lastSent
        else { return false }
        lastAnswered = number
        return true
    }
}
