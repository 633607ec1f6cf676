import Foundation
import Hummingbird
import HummingbirdCore
import LiveFeed
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// Serves plain HTTP/1.1: a thread accepts connections and opens the streams among them; the others are Hummingbird's.
struct PlainServer: Sendable {
    let door: StreamDoor
    let channel: HTTP1Channel
    let group: any EventLoopGroup
    let logger: Logger
    private let connections = Connections()

    init(
        door: StreamDoor, responder: @escaping HTTPChannelHandler.Responder, configuration: HTTP1Channel.Configuration,
        group: any EventLoopGroup, logger: Logger
    ) {
        self.door = door
        self.channel = HTTP1Channel(responder: responder, configuration: configuration)
        self.group = group
        self.logger = logger
    }

    /// Serves until it is told to stop, and all connections but those of streams have ended.
    func run(_ listener: Listener) async throws {
        // Each is an open descriptor, of which the process has a bounded number.
        let (arrivals, others) = AsyncStream.makeStream(of: Socket.self)
        let entrance = try Entrance(listener, door: door) { socket in
            // Nobody serves it any more.
            if case .terminated = others.yield(socket) { socket.close() }
        }
        let thread = Thread {
            entrance.run()
            others.finish()
        }
        thread.name = "courant-door"
        thread.start()
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { tasks in
                for await socket in arrivals { tasks.addTask { await serve(socket) } }
            }
        } onCancelOrGracefulShutdown: {
            entrance.stop()
            connections.quiesce()
        }
    }

    private func serve(_ socket: Socket) async {
        do {
            let value = try await ClientBootstrap(group: group)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .withConnectedSocket(socket.descriptor) { [channel, connections, logger] connection in
                    connections.add(connection)
                    return channel.setup(channel: connection, logger: logger)
                }
            await channel.handle(value: value, logger: logger)
        } catch {
            logger.debug("A connection could not be served", metadata: ["error": "\(error)"])
        }
    }
}

extension PlainServer {
    /// What Hummingbird's application does around a responder: names the request, and says when it was answered.
    static func responder<Responder: HTTPResponder>(
        _ responder: Responder, _ logger: Logger
    ) -> HTTPChannelHandler.Responder where Responder.Context == WebContext {
        let date = DateLine()
        return { (request, writer: consuming ResponseWriter, channel) in
            var logger = logger
            logger[metadataKey: "hb.request.id"] = "\(RequestID())"
            let context = WebContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
            // Problems have been answered by the middleware: what comes through is the connection's.
            var response = try await responder.respond(to: request, context: context)
            response.headers[.date] = date.text
            do {
                try await writer.write(response: response.head, body: response.body)
            } catch is HTTPParserError {
                // Thrown as it is, it would be answered a second time.
                throw ChannelError.eof
            }
        }
    }
}
