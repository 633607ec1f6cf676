import EventStreams
import HTTPTypes
import LiveFeed
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOPosix
import Synchronization

/// The least HTTP/1.1 server that opens streams as the real one does: pipeline, handler, head, admit, open, follow, end.
final class StreamServer: Sendable {
    typealias Connection = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let port: Int
    private let feed: LiveFeed
    private let listener: NIOAsyncChannel<Connection, Never>
    private let isStopping = Flag()
    private let isCut = Flag()
    private let hasEnded = Flag()
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    init(feed: LiveFeed, on group: any EventLoopGroup) async throws {
        self.feed = feed
        listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    // As Hummingbird does: the pipelining handler of NIO would keep the quiescing event to itself.
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
                    try pipeline.addHandler(feed.makeReaderHandler())
                    return try Connection(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        port = listener.channel.localAddress?.port ?? 0
    }

    func run() async throws {
        try await listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections { group.addTask { await self.serve(connection) } }
            }
        }
        hasEnded.set()
    }

    /// Tells every connection that the server stops.
    func quiesce() {
        isStopping.set()
        feed.drain()
        for channel in openChannels { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    /// Cuts every connection, also those that are about to be served: one that nobody served would end the process.
    func stop() async throws {
        isCut.set()
        listener.channel.close(promise: nil)
        for channel in openChannels { channel.close(promise: nil) }
        try await eventually("the server's end") { hasEnded.isSet }
    }

    var openChannels: [any Channel] { channels.withLock { Array($0.values) } }

    private func serve(_ connection: Connection) async {
        let id = ObjectIdentifier(connection.channel)
        channels.withLock { $0[id] = connection.channel }
        defer { channels.withLock { _ = $0.removeValue(forKey: id) } }
        if isCut.isSet { connection.channel.close(promise: nil) }
        // A client that is gone ends its own connection only; what it was told is looked at from its side.
        try? await connection.executeThenClose { inbound, outbound in
            var request: HTTPRequest?
            for try await part in inbound {
                if case .head(let head) = part { request = head }
                if case .end = part, let request { try await answer(request, on: connection.channel, outbound) }
                if isStopping.isSet { break }
            }
        }
    }

    private func answer(
        _ request: HTTPRequest, on channel: any Channel, _ outbound: NIOAsyncChannelOutboundWriter<HTTPResponsePart>
    ) async throws {
        let query = (request.path ?? "").split(separator: "?").dropFirst().first?.split(separator: "&") ?? []
        func values(_ name: String) -> [String] {
            query.filter { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
        }
        let cursor = HTTPField.Name("Last-Event-ID").flatMap { request.headerFields[$0] } ?? values("after").first
        let coding = ContentCoding(accepted: request.headerFields[.acceptEncoding])
        var head = HTTPResponse(status: .ok, headerFields: [.contentType: "text/event-stream; charset=utf-8"])
        if coding == .gzip { head.headerFields[.contentEncoding] = "gzip" }
        try await outbound.write(.head(head))
        do {
            if !values("revoked").isEmpty { throw feed.refusal(.unauthorized) }
            let rights = values("account").first.flatMap { feed.rights(of: "account/\($0)") }
            try await feed.admit(from: values("from").first ?? "local") {
                let opening = try await feed.open(lastEventID: cursor, snapshot: "/v1/articles", coding: coding)
                try await outbound.write(.body(opening.bytes))
                try await feed.follow(
                    on: channel, topics: values("topic"), from: values("from").first ?? "local", opening: opening,
                    rights: rights
                ) {
                    try await outbound.write(.body($0))
                }
            }
        } catch let refusal as Refusal {
            try await outbound.write(.body(refusal.frame(coding)))
        }
        try await outbound.write(.end(nil))
    }
}
