import Bench
import Foundation
import Logging
import Postgres

/// What a scenario plays on: a server, its readers' address, and somebody who publishes.
struct BenchStage: Sendable {
    let target: StreamTarget
    let topics: BenchTopics
    let publisher: any Publisher
    /// Its processes; none when they are not known, and then neither CPU nor memory is measured.
    let meter: ServerMeter?
    /// For `/metrics`; `nil` when the server is not a Courant.
    let courant: HTTPClient?
    /// `nil` when the server is somebody else's.
    let node: BenchNode?
    let database: BenchDatabase?
    /// For the report.
    let name: String

    /// The sum of a metric's series, as the node tells it now; `nil` when it has none of that name, or does not answer.
    func metric(_ name: String) async -> Double? {
        guard let answer = try? await courant?.send("GET", "/metrics"), answer.status == 200 else { return nil }
        let values = answer.text.split(separator: "\n").compactMap { line -> Double? in
            guard line.hasPrefix(name), line.dropFirst(name.count).first.map({ $0 == " " || $0 == "{" }) ?? false else {
                return nil
            }
            return line.split(separator: " ").last.flatMap { Double($0) }
        }
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    /// The same stage, asked by long polls.
    func longPolling() throws -> BenchStage {
        guard let node else { preconditionFailure("long polls are measured on a node of bench's own") }
        return BenchStage(
            target: try StreamTarget(node.url, paths: topics.pollPaths, form: .longPoll), topics: topics, publisher: publisher,
            meter: meter, courant: courant, node: node, database: database, name: name)
    }

    /// Starts a node that was killed.
    func restart() async throws -> BenchStage {
        guard let node else { return self }
        let process = try await node.start()
        return BenchStage(
            target: target, topics: topics, publisher: publisher, meter: ServerMeter([process]), courant: courant, node: node,
            database: database, name: name)
    }
}

/// What a scenario wants to play on.
struct BenchStageWish: Sendable {
    var topicCount = 1
    /// Of an event's frame, about.
    var eventBytes = 500
    /// Settings of the node, besides those of every run.
    var flags: [String] = []
    /// Whether publications survive a database that goes away.
    var isRepeatable = false

    /// Readers are then sent events, and nothing else.
    static let noCheckpoints = ["--stream-checkpoint", "1h"]
}

/// Builds a stage, and takes it down whatever happens.
actor BenchStageBuilder {
    private let options: BenchOptions
    private var database: BenchDatabase?
    private var node: BenchNode?
    private var webSocketServer: BenchNode?

    /// A node takes as many streams as it has descriptors for; all come from one address.
    private static let everyNodeFlags = [
        "--max-streams", "1000000", "--max-streams-per-address", "1000000", "--drain", "1s", "--log-level", "error",
    ]

    init(_ options: BenchOptions) {
        self.options = options
    }

    func build(_ wish: BenchStageWish) async throws -> BenchStage {
        let topics = BenchTopics(count: wish.topicCount)
        if let stream = options.stream, let publish = options.publish { return try foreign(stream, publish, topics, wish) }
        if let server = options.server { return try await running(server, topics, wish) }
        return try await own(topics, wish)
    }

    /// The bare WebSocket server, beside the stage.
    func webSocket(bytes: Int) async throws -> BenchStage {
        let server = try BenchNode(webSocketOn: options.serverCpu)
        webSocketServer = server
        let process = try await server.start()
        let publisher = try RawPublisher(url: server.url, topicCount: 1, bytes: bytes, envelope: BenchStageBuilder.cloudEvent)
        return BenchStage(
            target: try StreamTarget(server.url, form: .webSocket), topics: BenchTopics(count: 1), publisher: publisher,
            meter: ServerMeter([process]), courant: nil, node: server, database: nil, name: "bare WebSocket server")
    }

    /// As long as what a stream's event says around its data.
    private static let cloudEvent = (
        start: """
        {"specversion":"1.0","id":"00000000-100000","source":"/v1","type":"article.updated","subject":"article/100000",\
        "time":"2026-01-01T00:00:00.000Z","datacontenttype":"application/json","topics":["front"],"revision":1,"data":
        """,
        end: "}"
    )

    func tearDown() async {
        await webSocketServer?.stop()
        await node?.stop()
        guard let database else { return }
        do { try await database.drop() } catch { Output.note("The database \(database.name) could not be dropped: \(error)") }
    }

    private func foreign(_ stream: String, _ publish: String, _ topics: BenchTopics, _ wish: BenchStageWish) throws
        -> BenchStage
    {
        let paths = try (0..<topics.count).map {
            try StreamTarget(stream.replacing("{topic}", with: "\($0)"), form: .anyEventStream).paths[0]
        }
        let target = try StreamTarget(stream.replacing("{topic}", with: "0"), paths: paths, form: .anyEventStream)
        let meter = try foreignMeter()
        return BenchStage(
            target: target, topics: topics,
            publisher: try RawPublisher(url: publish, topicCount: topics.count, bytes: wish.eventBytes),
            meter: meter, courant: nil, node: nil, database: nil, name: stream)
    }

    private func running(_ server: String, _ topics: BenchTopics, _ wish: BenchStageWish) async throws -> BenchStage {
        let publisher = try ArticlePublisher(
            url: server, token: options.token ?? "", sections: topics.sections, bytes: wish.eventBytes)
        try await publisher.prepare()
        let meter = try foreignMeter()
        return BenchStage(
            target: try target(server, topics), topics: topics, publisher: publisher,
            meter: meter, courant: try HTTPClient(server), node: nil, database: nil,
            name: server)
    }

    /// The processes of `--pid`, on the CPU that they are to have.
    private func foreignMeter() throws -> ServerMeter? {
        let processes = try options.processes()
        if let cpu = options.serverCpu { for process in processes { try Machine.pin(process, to: cpu) } }
        return processes.isEmpty ? nil : ServerMeter(processes)
    }

    private func own(_ topics: BenchTopics, _ wish: BenchStageWish) async throws -> BenchStage {
        let database = try BenchDatabase(logger: Log.start(at: .critical))
        // First, so that it is dropped also when its making is interrupted.
        self.database = database
        try await database.create()
        let flags = BenchStageBuilder.everyNodeFlags + (options.serverCpu == nil ? [] : ["--event-loop-threads", "1"])
        let node = try BenchNode(
            database: database.configuration.connectionString, flags: flags + wish.flags + serveFlags, cpu: options.serverCpu)
        self.node = node
        let process = try await node.start()
        return BenchStage(
            target: try target(node.url, topics), topics: topics,
            publisher: try await publisher(node, database, topics, wish),
            meter: ServerMeter([process]), courant: try HTTPClient(node.url), node: node, database: database,
            name: (["courant serve"] + serveFlags).joined(separator: " "))
    }

    /// «--ring-events=4096» or «--ring-events 4096», as written.
    private var serveFlags: [String] {
        options.serveFlag.flatMap { $0.split(separator: " ").map(String.init) }
    }

    private func target(_ url: String, _ topics: BenchTopics) throws -> StreamTarget {
        try StreamTarget(url, paths: topics.streamPaths, form: .courant)
    }

    private func publisher(
        _ node: BenchNode, _ database: BenchDatabase, _ topics: BenchTopics, _ wish: BenchStageWish
    ) async throws -> any Publisher {
        switch options.publisher {
        case .sql: return SQLPublisher(database, topics: topics, bytes: wish.eventBytes, isRepeatable: wish.isRepeatable)
        case .rest:
            let token = try await node.command(["token", "create", "--role", "editor", "--name", "bench"])
            let publisher = try ArticlePublisher(url: node.url, token: token, sections: topics.sections, bytes: wish.eventBytes)
            try await publisher.prepare()
            return publisher
        }
    }
}
