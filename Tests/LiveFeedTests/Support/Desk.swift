import EventStreams
@testable import LiveFeed
import Logging
import Newsroom
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// A way to bring events to readers. Every one goes through the same contract.
struct Broadcaster: Sendable, CustomTestStringConvertible {
    let testDescription: String
    fileprivate let kind: FeedConfiguration.Broadcaster
    fileprivate let socketThreads: Int
    /// What its readers take, one after the other.
    let codings: [ContentCoding]

    static let all = [
        Broadcaster(testDescription: "channels", kind: .channels, socketThreads: 1, codings: [.identity]),
        Broadcaster(testDescription: "channels, gzip", kind: .channels, socketThreads: 1, codings: [.gzip]),
        Broadcaster(testDescription: "sockets, gzip", kind: .sockets, socketThreads: 1, codings: [.gzip]),
        Broadcaster(
            testDescription: "sockets on 3 threads, both codings", kind: .sockets, socketThreads: 3,
            codings: ContentCoding.allCases),
    ]
}

/// A node with its log, its feed and its door, for the time of one test.
struct Desk: Sendable {
    let log: MemoryEventLog
    let feed: LiveFeed
    let server: StreamServer
    fileprivate let codings: Codings

    /// Opens a stream.
    func stream(
        _ topics: String..., after: Cursor? = nil, lastEventID: String? = nil, query: String = "", allowance: Int = .max,
        receiveBuffer: CInt? = nil
    ) throws -> StreamClient {
        let parts = topics.map { "topic=\($0)" } + (after.map { ["after=\($0)"] } ?? []) + (query.isEmpty ? [] : [query])
        return try StreamClient(
            port: server.port, target: "/v1/stream?" + parts.joined(separator: "&"), coding: codings.next(),
            lastEventID: lastEventID, allowance: allowance, receiveBuffer: receiveBuffer)
    }

    /// Commits on this node.
    func publish(_ drafts: [Draft]) {
        log.commit(drafts)
        feed.committed()
    }

    /// Commits on this node, and waits until the node has told it.
    func publishAndWait(_ drafts: [Draft]) async throws {
        // Asked first: the pump may sequence at once.
        let head = log.head.rawValue + Int64(drafts.count)
        publish(drafts)
        try await reached(head)
    }

    func reached(_ position: Int64) async throws {
        try await eventually("the feed's head at \(position)") { (feed.head?.position.rawValue ?? 0) >= position }
    }

    /// Readers on all event loops.
    func readerCount() async throws -> Int {
        var count = 0
        for shard in feed.allShards { count += try await shard.loop.submit { shard.readerCount }.get() }
        return count + (feed.sockets.withLock { $0 }?.readerCount ?? 0)
    }

    /// What the connection that holds most has not given to the kernel.
    func unsentBytes() async throws -> Int {
        var most = 0
        for channel in server.openChannels {
            // A channel that was closed meanwhile holds nothing.
            most = max(most, (try? await channel.getOption(.bufferedWritableBytes).get()) ?? 0)
        }
        let sockets = await feed.sockets.withLock { $0 }?.look { $0.remainders.values.map(\.readableBytes).max() ?? 0 }
        return max(most, sockets?.max() ?? 0)
    }

    /// Whether no connection is open.
    func isDeserted() async throws -> Bool {
        let sockets = await feed.sockets.withLock { $0 }?.look(\.readers.count) ?? []
        return server.openChannels.isEmpty && sockets.allSatisfy { $0 == 0 }
    }

    func hasReaders(_ count: Int) async throws {
        try await eventually("\(count) readers") { try await readerCount() == count }
    }

    /// Nobody is counted, nobody is listed.
    func isEmpty() async throws {
        try await hasReaders(0)
        try await isCounting(0)
    }

    /// Waits until as many readers are counted in.
    func isCounting(_ count: Int) async throws {
        try await eventually("\(count) readers counted") { feed.census.withLock(\.total) == count }
    }

    /// Where the pump found a hole.
    var hole: Position? { feed.health.withLock(\.hole) }

    /// Whether the pump is well.
    var isReady: Bool { feed.health.withLock { $0.isReady(within: .seconds(600), at: .now) } }
}

/// Runs a node while the body runs; afterwards nobody may be left.
func withDesk(
    _ broadcaster: Broadcaster, log: MemoryEventLog = MemoryEventLog(), configure: (inout FeedConfiguration) -> Void = { _ in },
    isReady: Bool = true, _ body: (Desk) async throws -> Void
) async throws {
    var configuration = FeedConfiguration()
    configuration.tick = .milliseconds(5)
    configuration.historyInterval = .milliseconds(50)
    configuration.warmRingEvents = 0
    // On a busy machine, or under a sanitizer, a test's own client is slow; tests of these deadlines set them.
    configuration.replayPageDeadline = .seconds(600)
    configuration.closeDeadline = .seconds(600)
    configuration.broadcaster = broadcaster.kind
    configuration.socketThreads = broadcaster.socketThreads
    configure(&configuration)
    let group = MultiThreadedEventLoopGroup.singleton
    let feed = LiveFeed(log: log, configuration: configuration, loops: Array(group.makeIterator()), logger: .quiet)
    let server = try await StreamServer(feed: feed, on: group)
    let desk = Desk(log: log, feed: feed, server: server, codings: Codings(broadcaster.codings))
    try await withThrowingTaskGroup { tasks in
        tasks.addTask { try await feed.run() }
        tasks.addTask { try await server.run() }
        defer { tasks.cancelAll() }
        if isReady { try await eventually("a first look at the log") { feed.head != nil } }
        let result: Result<Void, any Error>
        do { result = .success(try await body(desk)) } catch { result = .failure(error) }
        log.stall([])
        try await server.stop()
        _ = await feed.sockets.withLock { $0 }?.look { $0.cut() }
        try result.get()
        try await desk.isEmpty()
    }
}

/// Deals codings out to readers, round and round.
private final class Codings: Sendable {
    private let all: [ContentCoding]
    private let dealt = Atomic(0)

    init(_ all: [ContentCoding]) {
        self.all = all
    }

    func next() -> ContentCoding { all[dealt.add(1, ordering: .relaxed).oldValue % all.count] }
}

extension Logger {
    /// Says only what a failed test needs.
    static let quiet = Logger(label: "courant.tests", factory: { _ in SwiftLogNoOpLogHandler() })
}

/// The ids of news.
func ids(_ blocks: [StreamBlock]) -> [String] { blocks.compactMap(\.id) }

/// The ids of what a log holds.
func ids(_ events: [Event]) -> [String] { events.map(\.cursor.description) }
