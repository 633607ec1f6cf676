import Newsroom
import NIOCore

/// A reader whose socket comes from a channel, or from the door.
struct Newcomer: Sendable {
    let socket: Socket
    /// What it is sent first.
    let greeting: ByteBuffer
    let stream: OpenStream
}

/// Brings events to readers on bare sockets: some threads, each with its readers.
struct SocketBroadcaster: Sendable {
    private let shards: [SocketShard]

    /// Starts the threads.
    init(
        view: FeedView, configuration: FeedConfiguration, metrics: FeedMetrics,
        news: @escaping @Sendable (Position, Int) -> FeedNews, leave: @escaping @Sendable (String) -> Void
    ) throws {
        shards = try (0..<configuration.socketThreads).map { _ in
            try SocketShard(view: view, configuration: configuration, metrics: metrics, news: news, leave: leave)
        }
        for shard in shards { shard.start() }
    }

    /// Readers that follow the log here.
    var readerCount: Int { shards.reduce(0) { $0 + $1.readerCount } }

    /// Tells the threads that the ring has grown, or has begun again.
    func wake() { for shard in shards { shard.wake() } }

    /// Takes a reader over, if the ring reaches back to where it is.
    /// - Parameters:
    ///   - isUrgent: Whether the thread is to do so at once; otherwise when it is woken the next time.
    ///   - answer: Called once, perhaps from another thread, with whether its socket is ours now.
    func adopt(_ newcomer: Newcomer, isUrgent: Bool, answer: @escaping @Sendable (Bool) -> Void) {
        let shard = shards[Int(newcomer.socket.descriptor) % shards.count]
        let isTaken = shard.execute(isUrgent: isUrgent) { answer(shard.adopt(newcomer)) }
        if !isTaken { answer(false) }
    }

    /// Ends the streams spread over a time.
    func drain(over time: Duration) {
        for shard in shards { shard.execute { shard.drain(over: time) } }
    }

    /// Waits until no socket is open.
    func isEmpty() async {
        for shard in shards {
            await withCheckedContinuation { continuation in
                let isTaken = shard.execute { shard.whenEmpty { continuation.resume() } }
                if !isTaken { continuation.resume() }
            }
        }
    }

    /// Closes everything, and ends the threads.
    func stop() { for shard in shards { shard.stop() } }

    /// Looks into every shard, on its thread; for tests.
    func look<Value: Sendable>(_ body: @escaping @Sendable (SocketShard) -> Value) async -> [Value] {
        var values: [Value] = []
        for shard in shards {
            let value: Value? = await withCheckedContinuation { continuation in
                let isTaken = shard.execute { continuation.resume(returning: body(shard)) }
                if !isTaken { continuation.resume(returning: nil) }
            }
            if let value { values.append(value) }
        }
        return values
    }
}
