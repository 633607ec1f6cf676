public import NIOCore
import NIOHTTP1
import NIOWebSocket

/// What a connection tells.
public enum WebSocketEvent: Sendable, Equatable {
    /// The peer has said something.
    case message(WebSocketMessage)
    /// The peer has answered a ping: it is there.
    case pong
    /// The server stops. Say goodbye and close; what is not closed by the end of the drain is closed with 1001.
    case stopping
}

/// A conversation with one peer. Ends with its connection.
public final class WebSocketConnection: Sendable {
    private let handler: NIOLoopBound<WebSocketHandler>
    private let loop: any EventLoop
    private let inbox: WebSocketInbox

    private init(_ handler: WebSocketHandler, inbox: WebSocketInbox, loop: any EventLoop) {
        self.handler = NIOLoopBound(handler, eventLoop: loop)
        self.loop = loop
        self.inbox = inbox
    }

    /// The conversation's events, in order; ends when the connection closes, or begins to. For one task at a time.
    public var events: Events { Events(connection: self) }

    /// The events of a connection.
    public struct Events: AsyncSequence, Sendable {
        fileprivate let connection: WebSocketConnection

        /// Begins where whoever asked before has stopped.
        public func makeAsyncIterator() -> Iterator { Iterator(connection: connection) }

        /// Waits for events.
        public struct Iterator: AsyncIteratorProtocol {
            fileprivate let connection: WebSocketConnection

            /// The next event; `nil` also when the task is cancelled.
            public func next() async -> WebSocketEvent? { await connection.nextEvent() }
        }
    }

    private func nextEvent() async -> WebSocketEvent? {
        let event = await inbox.next()
        if inbox.hasRoomAgain() { tell { $0.resumeReading() } }
        return event
    }

    // MARK: The upgrade

    /// Takes over a connection of HTTP/1.1: from now on frames are read from it. The response to the request that it answers must be 101.
    /// - Throws: `Unavailable` for what is no connection of HTTP/1.1, or is closed.
    public static func take(
        _ channel: any Channel, configuration: WebSocketConfiguration, deflate: WebSocketDeflate? = nil
    ) async throws -> WebSocketConnection {
        try await channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            guard channel.isActive, let encoder = try? pipeline.handler(type: HTTPResponseEncoder.self) else {
                throw Unavailable()
            }
            let inbox = WebSocketInbox(maxCount: configuration.maxWaitingCount)
            let handler = WebSocketHandler(WebSocketSession(configuration, deflate: deflate, at: .now()), inbox: inbox)
            let connection = WebSocketConnection(handler, inbox: inbox, loop: channel.eventLoop)
            let decoder = ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: configuration.maxMessageBytes))
            try pipeline.addHandlers([decoder, handler], position: .before(encoder))
            // Not a socket, when it has no such option: there is nothing to bound.
            try? channel.syncOptions?.setOption(.socketOption(.so_sndbuf), value: .init(configuration.socketBufferBytes))
            return connection
        }.get()
    }

    /// There is no connection to take over.
    public struct Unavailable: Error {}

    /// Holds the conversation once the peer has been told of the upgrade. Whatever is open after it is closed.
    /// - Returns: How it ended, once it has.
    @discardableResult
    public func converse(_ body: @Sendable (WebSocketConnection) async -> Void) async -> WebSocketEnd {
        await withTaskCancellationHandler {
            guard await ask({ $0.whenOpen($1) }) else { return .gone }
            await body(self)
            return await close(.normal)
        } onCancel: {
            tell { $0.cut() }
        }
    }

    /// Begins the end: the server stops.
    public func drain() { tell { $0.drain() } }

    // MARK: The conversation

    /// Sends a text, if there is room for it.
    public func send(_ text: String) async -> WebSocketDelivery { await send(.text, ByteBuffer(string: text)) }

    /// Sends a message, if there is room for it.
    /// - Parameter bytes: UTF-8 for a text.
    public func send(_ kind: WebSocketMessage.Kind, _ bytes: ByteBuffer) async -> WebSocketDelivery {
        await ask { $1.resume(returning: $0.send(kind, bytes)) }
    }

    /// Waits until half of what may be unsent is free.
    /// - Returns: `false` when the connection is closed, or begins to.
    public func room() async -> Bool { await ask { $0.whenRoomy($1) } }

    /// Closes, and waits for the end.
    /// - Parameters:
    ///   - code: Why; only the first to close is heard.
    ///   - reason: For people; 123 bytes of it are told.
    /// - Returns: How it ended.
    @discardableResult
    public func close(_ code: WebSocketCloseCode, _ reason: String = "") async -> WebSocketEnd {
        tell { $0.close(code, reason) }
        return await ask { $0.whenEnded($1) }
    }

    private func ask<Answer: Sendable>(
        _ question: @escaping @Sendable (WebSocketHandler, CheckedContinuation<Answer, Never>) -> Void
    ) async -> Answer {
        await withCheckedContinuation { continuation in
            tell { question($0, continuation) }
        }
    }

    private func tell(_ order: @escaping @Sendable (WebSocketHandler) -> Void) {
        loop.execute { [handler] in order(handler.value) }
    }
}
