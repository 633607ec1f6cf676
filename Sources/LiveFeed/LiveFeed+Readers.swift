package import EventStreams
import Logging
import Newsroom
package import NIOCore
import NIOHTTP1
import Synchronization

/// Thrown when a reader's socket has left its channel: there is nobody to finish the response to.
public struct HandedOver: Error {}

/// How a reader comes to the broadcaster that will write to it.
extension LiveFeed {
    /// Lets a reader follow the log from the ring, and suspends until it does so without the channel, or its stream ends.
    func join(_ channel: any Channel, _ stream: OpenStream) async -> StreamEnd {
        if let sockets = sockets.withLock({ $0 }), await isFlushed(channel) {
            let end: StreamEnd? = await withCheckedContinuation { continuation in
                channel.eventLoop.execute {
                    guard let newcomer = self.newcomer(channel, stream) else { return continuation.resume(returning: nil) }
                    sockets.adopt(newcomer, isUrgent: true) { isAdopted in
                        if !isAdopted { newcomer.socket.close() }
                        channel.eventLoop.execute {
                            // Closes the channel's own descriptor; the connection stays open through the other one.
                            if isAdopted { channel.close(promise: nil) }
                            continuation.resume(returning: isAdopted ? .handedOver : .mustReplay)
                        }
                    }
                }
            }
            if let end { return end }
        }
        return await stay(channel, stream)
    }

    /// Puts the reader on its event loop's shard, and suspends until the stream ends.
    private func stay(_ channel: any Channel, _ stream: OpenStream) async -> StreamEnd {
        await withCheckedContinuation { continuation in
            channel.eventLoop.execute {
                guard let shard = self.shard(of: channel.eventLoop),
                    let handler = try? channel.pipeline.syncOperations.handler(type: ReaderHandler.self)
                else {
                    // The connection was torn down before the stream began.
                    return continuation.resume(returning: .readerGone)
                }
                let reader = ChannelReader(stream, outlet: Outlet(channel)) { continuation.resume(returning: $0) }
                handler.open(reader, on: shard)
            }
        }
    }

    /// Waits until the kernel has taken everything that was written to a plain connection of HTTP/1.1: what follows is written past it.
    private func isFlushed(_ channel: any Channel) async -> Bool {
        let flushed: EventLoopFuture<Void> = channel.eventLoop.flatSubmit {
            guard let encoder = try? channel.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self) else {
                return channel.eventLoop.makeFailedFuture(ChannelError.inappropriateOperationForState)
            }
            return encoder.writeAndFlush(NIOAny(IOData.byteBuffer(ByteBuffer())))
        }
        // Whatever went wrong with the connection, the channel tells it when the reader stays there.
        return (try? await within(configuration.replayPageDeadline, on: channel) { try await flushed.get() }) != nil
    }

    /// - Returns: `nil` when the reader is gone, or its socket cannot be had.
    private func newcomer(_ channel: any Channel, _ stream: OpenStream) -> Newcomer? {
        guard let handler = try? channel.pipeline.syncOperations.handler(type: ReaderHandler.self), handler.isOpen,
            let socket = Socket.duplicate(of: channel)
        else { return nil }
        return Newcomer(socket: socket, greeting: ByteBuffer(), stream: stream)
    }

    /// Opens a stream on a connection that no channel has, if that takes nothing but what this node knows.
    /// - Parameters:
    ///   - socket: Connected; its request has been looked at.
    ///   - head: The response's head; a chunked body follows.
    ///   - topics: Names, 1...64.
    ///   - coding: Of the body, as the head says.
    ///   - lastEventID: What the reader sent as its cursor; `nil` when it sent none.
    ///   - snapshot: The address that it is to load again after a reset.
    ///   - address: Where it comes from.
    ///   - takeRequest: Takes the request from the socket; called before anything is written.
    /// - Returns: Whether the socket is ours now, of which the reader hears after `settle`; otherwise nothing was done, and the long
    ///   way is to be taken.
    package func welcome(
        _ socket: Socket, head: ByteBuffer, topics: [String], coding: ContentCoding, lastEventID: String?, snapshot: String,
        from address: String, takeRequest: () -> Void
    ) -> Bool {
        guard let sockets = sockets.withLock({ $0 }), let opening = openNow(lastEventID, snapshot, coding) else { return false }
        takeRequest()
        guard census.withLock({ $0.admit(address, at: .now) }) else {
            end(socket, after: head, StreamBody.only(closing(.overloaded), coding))
            return true
        }
        var greeting = head
        greeting.writeImmutableBuffer(opening.frame.chunked)
        let newcomer = Newcomer(socket: socket, greeting: greeting, stream: opening.stream(of: topics, from: address))
        sockets.adopt(newcomer, isUrgent: false) { isAdopted in
            if isAdopted { return }
            // The ring has moved on, or the history has changed, since a moment ago.
            var body = newcomer.stream.body
            self.leave(address)
            self.end(socket, after: newcomer.greeting, body.closing(self.closing(.lagging)))
        }
        return true
    }

    /// The last frame of a stream that no broadcaster takes, with a time of its own to come back.
    func closing(_ reason: CloseReason) -> ServerSentEvent {
        metrics.closed(reason)
        return StreamMessage.closing(reason, retry: configuration.jitteredRetry(after: reason))
    }

    /// Lets the readers in who were welcomed since the last time.
    package func settle() { sockets.withLock { $0 }?.wake() }

    /// Ends a response whose stream is not let in.
    private func end(_ socket: Socket, after start: ByteBuffer, _ last: StreamFrame) {
        var bytes = start
        bytes.writeImmutableBuffer(last.lastChunk)
        // A new connection has room for this much, unless it is broken.
        _ = bytes.withUnsafeReadableBytes(socket.send)
        socket.close()
    }

    /// Starts the threads for bare sockets, or tells them that everything has begun again.
    func beginSockets(_ view: FeedView) {
        guard configuration.broadcaster == .sockets else { return }
        if let sockets = sockets.withLock({ $0 }) { return sockets.wake() }
        do {
            let started = try SocketBroadcaster(
                view: view, configuration: configuration, metrics: metrics,
                news: { position, generation in
                    self.view.withLock { $0?.news(after: position, generation: generation) } ?? .entries([], head: view.head)
                },
                leave: { self.leave($0) })
            sockets.withLock { $0 = started }
        } catch {
            logger.error("Bare sockets cannot be served; streams stay on channels", metadata: ["error": "\(error)"])
        }
    }

    /// Begins to end the streams on bare sockets, spread over the drain time. Channels are told by their server.
    public func drain() { sockets.withLock { $0 }?.drain(over: configuration.drain) }

    /// Waits until the streams on bare sockets have ended.
    func endSockets() async {
        guard let sockets = sockets.withLock({ $0 }) else { return }
        sockets.drain(over: configuration.drain)
        await sockets.isEmpty()
    }
}
