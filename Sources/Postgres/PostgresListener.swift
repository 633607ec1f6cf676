public import Logging
public import ServiceLifecycle

/// Listens to one channel for ever, on a connection of its own, on a server that takes writes.
///
/// A notification is a wake-up and no more: what is sent while the connection is away is never told. So `listening` comes after every
/// (re)connect, and means «read what you may have missed». A session that lives but does not answer (frozen server, dropped packets) is
/// found by a heartbeat with its own deadline.
public struct PostgresListener: Service {
    /// Default of `heartbeat`.
    public static let defaultHeartbeat: Duration = .seconds(5)
    /// Default of `heartbeatDeadline`.
    public static let defaultHeartbeatDeadline: Duration = .seconds(3)

    /// What a listener tells.
    public enum Event: Sendable, Equatable {
        /// LISTEN is in force; read now what was written before.
        case listening
        /// A NOTIFY arrived.
        case notified(payload: String)
        /// There is no session; another is being made. Told once for each failed attempt.
        case lost(reason: String)
    }

    let configuration: PostgresConfiguration
    let channel: String
    let heartbeat: Duration
    let heartbeatDeadline: Duration
    let logger: Logger
    private let onEvent: @Sendable (Event) -> Void

    /// Describes a listener; connects to nothing yet.
    /// - Parameters:
    ///   - configuration: The server itself, not a pooler in front of it, which takes LISTEN and never tells anything.
    ///   - channel: Taken literally, as if quoted.
    ///   - heartbeat: Silence after which the server is asked whether it is there.
    ///   - heartbeatDeadline: How long it may take to answer that.
    ///   - onEvent: Called by `run()`, one event after another. Must not block.
    public init(
        configuration: PostgresConfiguration, channel: String, heartbeat: Duration = PostgresListener.defaultHeartbeat,
        heartbeatDeadline: Duration = PostgresListener.defaultHeartbeatDeadline, logger: Logger,
        onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        var configuration = configuration
        configuration.session = .readWrite
        self.configuration = configuration
        self.channel = channel
        self.heartbeat = heartbeat
        self.heartbeatDeadline = heartbeatDeadline
        self.logger = logger
        self.onEvent = onEvent
    }

    /// Listens until graceful shutdown or cancellation.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            for await event in events() { onEvent(event) }
        }
    }

    /// The events as a sequence; each iterator has its own connection, and ends when its task is cancelled.
    ///
    /// Nothing runs between two calls of `next()`, so be back within the heartbeat: meanwhile notifications stay with the server and the
    /// kernel, and of those read at once the newest `Link.maxNotificationCount` are kept.
    public func events() -> Events { Events(listener: self) }
}
