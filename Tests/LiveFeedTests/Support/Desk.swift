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
    let makeFeed: @Sendable (MemoryEventLog, FeedConfiguration, [any EventLoop]) -> LiveFeed

    /// On NIO channels.
    static let channels = Broadcaster(testDescription: "channels") { log, configuration, loops in
        LiveFeed(log: log, configuration: configuration, loops: loops, logger: .quiet)
    }

    static let all = [channels]
}

/// A node with its log, its feed and its door, for the time of one test.
struct Desk: Sendable {
    let log: MemoryEventLog
    let feed: LiveFeed
    let server: StreamServer

    /// Opens a stream.
    func stream(
        _ topics: String..., after: Cursor? = nil, lastEventID: String? = nil, query: String = "", allowance: Int = .max,
        receiveBuffer: CInt? = nil
    ) throws -> StreamClient {
        let parts = topics.map { "topic=\($0)" } + (after.map { ["after=\($0)"] } ?? []) + (query.isEmpty ? [] : [query])
        return try StreamClient(
            port: server.port, target: "/v1/stream?" + parts.joined(separator: "&"), lastEventID: lastEventID,
            allowance: allowance, receiveBuffer: receiveBuffer)
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
        return count
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
    configure(&configuration)
    let group = MultiThreadedEventLoopGroup.singleton
    let feed = broadcaster.makeFeed(log, configuration, Array(group.makeIterator()))
    let server = try await StreamServer(feed: feed, on: group)
    let desk = Desk(log: log, feed: feed, server: server)
    try await withThrowingTaskGroup { tasks in
        tasks.addTask { try await feed.run() }
        tasks.addTask { try await server.run() }
        defer { tasks.cancelAll() }
        if isReady { try await eventually("a first look at the log") { feed.head != nil } }
        let result: Result<Void, any Error>
        do { result = .success(try await body(desk)) } catch { result = .failure(error) }
        log.stall([])
        server.stop()
        try result.get()
        try await desk.isEmpty()
    }
}

extension Logger {
    /// Says only what a failed test needs.
    static let quiet = Logger(label: "courant.tests", factory: { _ in SwiftLogNoOpLogHandler() })
}

/// The ids of news.
func ids(_ blocks: [StreamBlock]) -> [String] { blocks.compactMap(\.id) }

/// The ids of what a log holds.
func ids(_ events: [Event]) -> [String] { events.map(\.cursor.description) }
