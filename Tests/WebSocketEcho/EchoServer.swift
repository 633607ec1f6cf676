import EventStreams
import Foundation
import Hummingbird
import LiveFeed
import Logging
import NIOPosix
import Newsroom
import NewsroomStore
import NewsroomWeb
import Postgres
import ServiceLifecycle
import UnixSignals

/// Says back what it is told, over the server's own WebSockets: for the conformance suite, the fuzzer and `Tests/clients/websocket.py`.
///
///     WebSocketEcho <folder of SQL> [certificate.pem key.pem]
///
/// `/echo` takes large messages of both kinds, compressed ones too, at any rate; `/strict` has the console's bounds, and says what it
/// sees; `/slow` never takes a message. Prints its port.
@main
struct EchoServer {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let logger = Logger(label: "echo") { _ in SwiftLogNoOpLogHandler() }
        let pool = PostgresPool(
            configuration: PostgresConfiguration(connectionString: "postgresql:///none?host=/nonexistent"), size: 1,
            logger: logger)
        defer { pool.close() }
        let tls = arguments.count > 3 ? (certificatePath: arguments[2], keyPath: arguments[3]) : nil
        let services = WebServices(
            store: try NewsroomStore(pool: pool, statements: StatementLibrary(directory: arguments[1])), onCommit: {},
            readiness: { [] }, metrics: PrometheusRegistry(), settings: WebSettings(servesTLS: tls != nil))
        let group = MultiThreadedEventLoopGroup.singleton
        let feed = LiveFeed(
            log: NoLog(), configuration: FeedConfiguration(), loops: Array(group.makeIterator()), logger: logger)
        let router = makeRouter(services) { router in
            for endpoint in Endpoint.allCases { endpoint.add(to: router, services.settings) }
        }
        let server = try WebServer(
            router: router, configuration: WebServerConfiguration(host: "127.0.0.1", port: 0, tls: tls), group: group,
            logger: logger, door: StreamDoor(feed: feed, services: services, logger: logger),
            handlers: { [feed.makeReaderHandler()] },
            onRunning: { port in
                print(port)
                fflush(nil)
            })
        try await ServiceGroup(services: [server], gracefulShutdownSignals: [.sigterm], logger: logger).run()
    }
}

/// What can be spoken with.
private enum Endpoint: String, CaseIterable {
    case echo, strict, slow

    func add(to router: WebRouter, _ settings: WebSettings) {
        let upgrade = WebSocketUpgrade(
            subprotocol: self == .echo ? nil : "echo", configuration: configuration, settings: settings)
        router.get("/\(rawValue)") { request, context in
            try await upgrade.respond(to: request, context, isOriginRequired: false, converse: converse)
        }
    }

    private var configuration: WebSocketConfiguration {
        var configuration = WebSocketConfiguration()
        guard self == .echo else {
            configuration.pingInterval = .milliseconds(500)
            return configuration
        }
        // The suite takes a ping for an answer.
        configuration.pingInterval = .seconds(3600)
        configuration.maxMessageBytes = 16 << 20
        configuration.maxUnsentBytes = 16 << 20
        configuration.takesBinary = true
        configuration.messages = WebSocketRate(perSecond: 1_000_000, burst: 1_000_000)
        configuration.flood = configuration.messages
        configuration.compresses = true
        return configuration
    }

    private func converse(_ socket: WebSocketConnection) async {
        switch self {
        case .echo:
            for await case .message(let message) in socket.events {
                while await socket.send(message.kind, message.bytes) == .full, await socket.room() {}
            }
        case .strict:
            for await event in socket.events {
                switch event {
                case .message(let message):
                    guard await socket.send(message.isOverRate ? "over rate" : message.text) != .full else {
                        await socket.close(.tryAgainLater, "full")
                        return
                    }
                case .pong: _ = await socket.send("pong")
                case .stopping:
                    _ = await socket.send("stopping")
                    await socket.close(.goingAway, "bye")
                }
            }
        case .slow:
            while await socket.room(), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(100)) }
        }
    }
}
