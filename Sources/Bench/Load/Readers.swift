import Synchronization

/// Readers of streams: thousands of them on one thread, who check what they are sent.
///
/// They live until `close()`.
public final class Readers: Sendable {
    /// When each event was published; who publishes notes it here.
    public let times: PublishTimes
    private let thread: ReadersThread
    private let waiters: Waiters

    /// Starts the thread; nobody connects yet.
    /// - Throws: `BenchError` when there is no thread or no epoll.
    public init(of target: StreamTarget) throws {
        let waiters = Waiters()
        self.waiters = waiters
        times = PublishTimes()
        thread = try ReadersThread(target, times: times) { waiters.look(at: $0.tally) }
    }

    /// Ends all connections, and the thread.
    public func close() {
        waiters.failAll(CancellationError())
        thread.stop()
    }

    // MARK: Opening and leaving

    /// Lets readers connect, spread evenly over the target's topics; does not wait for them.
    /// - Parameters:
    ///   - count: How many.
    ///   - first: Number of the first event that they are owed.
    ///   - areSlow: They never read once their stream is open, and have small buffers.
    ///   - place: The last event id that they come with; none when not given.
    public func open(_ count: Int, from first: Int, areSlow: Bool = false, after place: String? = nil) async {
        await call { load in
            for _ in 0..<count {
                let index = load.readers.count
                let topic = index % load.target.paths.count
                var reader = LoadReader(
                    topic: topic, isSlow: areSlow, exactness: Exactness(owed: topic, of: load.target.paths.count, from: first))
                if let place { Array(place.utf8).withUnsafeBytes { reader.stream.goOn(from: $0) } }
                load.readers.append(reader)
                load.enqueue(index)
            }
        }
    }

    /// Ends all connections at once, by RST; nobody comes back by itself.
    public func dropAll() async {
        await call { load in
            load.isPersistent = false
            for index in load.readers.indices { load.drop(index, with: .reset) }
        }
    }

    /// Ends all connections, and forgets the readers; the tally stays.
    public func forgetAll() async {
        await dropAll()
        await call { $0.readers.removeAll() }
    }

    /// Lets all who are away come back, each with the last event id that it has seen.
    /// - Parameter concurrency: How many may be under way to their opening at once.
    public func reconnectAll(concurrency: Int) async {
        await call { load in
            load.maxConnecting = concurrency
            for index in load.readers.indices where load.readers[index].phase == .away && !load.readers[index].isSlow {
                load.enqueue(index)
            }
        }
    }

    /// Whether readers whose stream ends come back by themselves, after what the server told them to wait.
    public func setPersistent(_ isPersistent: Bool) async {
        await call { $0.isPersistent = isPersistent }
    }

    /// Does harm to some readers, drawn at random.
    public func harm(_ count: Int, by harm: Harm) async {
        await call { load in
            guard !load.readers.isEmpty else { return }
            for _ in 0..<count { load.harm(Int.random(in: load.readers.indices), by: harm) }
        }
    }

    // MARK: What they say

    /// What all have been sent so far.
    public var tally: ReaderTally {
        get async { await call { $0.tally } }
    }

    /// Publication to reading, in nanoseconds, of all deliveries since the last call; starts anew.
    public func takeLatency() async -> Histogram {
        await call { load in
            defer { load.latency = Histogram() }
            return load.latency
        }
    }

    /// Deliveries that are still owed to readers who read, when events up to a number were published.
    public func missing(through last: Int) async -> Int {
        await call { load in
            load.readers.reduce(0) { $0 + ($1.isSlow ? 0 : $1.exactness.missing(through: last)) }
        }
    }

    /// Waits until the tally is as wished.
    /// - Parameters:
    ///   - what: For the error: «1,000 open streams».
    ///   - limit: How long at most.
    ///   - condition: Looked at whenever something has come.
    /// - Returns: `MonotonicTime.now` when it was so.
    /// - Throws: `BenchError` when the time has passed; `CancellationError`.
    @discardableResult
    public func until(
        _ what: String, within limit: Duration, _ condition: @escaping @Sendable (ReaderTally) -> Bool
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask { try await self.waiters.wait(condition) { self.thread.post { _ in } } }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let time = first else {
                throw BenchError("Waited \(limit.components.seconds) s in vain for \(what): \(await self.tally.words)")
            }
            return time
        }
    }

    private func call<R: Sendable>(_ body: @escaping @Sendable (Load) -> R) async -> R {
        await withCheckedContinuation { continuation in thread.post { continuation.resume(returning: body($0)) } }
    }
}

extension Exactness {
    /// What is owed to a reader of one of several topics, between which the events go round: number n is the topic n mod count's.
    init(owed topic: Int, of count: Int, from first: Int) {
        let distance = (topic - first % count + count) % count
        self.init(from: first + distance, stride: count)
    }
}

extension ReaderTally {
    /// For errors.
    var words: String {
        let troubles: [(String, Int)] = [
            ("passed over", gaps), ("late", late), ("repeated", repeated), ("foreign", foreign), ("resets", resets),
            ("overloaded", overloaded), ("lagging", lagging), ("drained", drained), ("ended", ended), ("refused", refused),
            ("unreadable", unreadable),
        ]
        return (["\(open) open", "\(deliveries) deliveries"] + troubles.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" })
            .joined(separator: ", ")
    }
}
