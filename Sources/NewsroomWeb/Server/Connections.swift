import NIOCore
import Synchronization

/// The connections that are open, and whether they are to end.
final class Connections: Sendable {
    private struct State {
        var open: [ObjectIdentifier: any Channel] = [:]
        var isStopping = false
    }

    private let state = Mutex(State())

    /// Notes a connection until it is closed.
    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let isStopping = state.withLock { state in
            state.open[id] = channel
            return state.isStopping
        }
        channel.closeFuture.whenComplete { [self] _ in state.withLock { _ = $0.open.removeValue(forKey: id) } }
        // Once its handlers are there.
        if isStopping { channel.eventLoop.execute { Connections.end(channel) } }
    }

    /// Lets every connection end after the answer that it is waiting for, also those to come.
    func quiesce() {
        let open = state.withLock { state in
            state.isStopping = true
            return Array(state.open.values)
        }
        for channel in open { Connections.end(channel) }
    }

    private static func end(_ channel: any Channel) {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    }
}
