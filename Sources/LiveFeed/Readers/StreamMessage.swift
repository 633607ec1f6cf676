package import EventStreams
package import Newsroom

/// Why the server ends a stream. Told in-band, because a status other than 200 ends a browser's `EventSource` for good.
public enum CloseReason: String, Sendable, Hashable, CaseIterable {
    /// The node has as many readers as it takes.
    case overloaded
    /// The node stops.
    case draining
    /// The reader lost the right to a private topic.
    case unauthorized
    /// The reader did not read, and what it is owed has left the ring.
    case lagging
}

/// The frames that speak of the stream itself. Source: README, «The stream».
package enum StreamMessage {
    /// The first frame, always.
    /// - Parameters:
    ///   - verdict: How the stream goes on.
    ///   - head: The newest cursor of the log.
    ///   - snapshot: The address to load again after a reset.
    ///   - retry: How long the client waits before it connects again.
    package static func opened(_ verdict: Verdict, head: Cursor, snapshot: String, retry: Duration) -> ServerSentEvent {
        switch verdict {
        case .fresh:
            ServerSentEvent(
                retry: retry, id: head.description, event: "stream.opened", data: #"{"verdict":"fresh","head":"\#(head)"}"#)
        case .resumed(let from):
            ServerSentEvent(
                retry: retry, id: from.description, event: "stream.opened",
                data: #"{"verdict":"resumed","from":"\#(from)","head":"\#(head)"}"#)
        case .reset(let reason):
            ServerSentEvent(
                retry: retry, id: head.description, event: "stream.opened",
                data: #"{"verdict":"reset","reason":"\#(reason.rawValue)","snapshot":"\#(snapshot)","head":"\#(head)"}"#)
        }
    }

    /// Tells a reader, who was told everything, where the log stands.
    package static func checkpoint(_ head: Cursor) -> ServerSentEvent {
        ServerSentEvent(id: head.description, event: "stream.checkpoint", data: "{}")
    }

    /// The last frame of a stream that the server ends.
    package static func closing(_ reason: CloseReason, retry: Duration) -> ServerSentEvent {
        ServerSentEvent(
            retry: retry, event: "stream.closing",
            data: #"{"reason":"\#(reason.rawValue)","retry_ms":\#(max(1, retry.milliseconds))}"#)
    }
}
