public import Logging
public import ServiceLifecycle

/// Looks after the log on every node: partitions ahead, retention, the notification queue, forgotten idempotency keys.
///
/// While the database is away it tries again at every interval.
public struct LogUpkeep: Service {
    /// Default of `interval`. The notification queue's tail only moves when somebody asks for its usage.
    public static let defaultInterval: Duration = .seconds(10)

    private let log: PostgresEventLog
    private let retention: Duration
    private let interval: Duration
    private let logger: Logger

    /// Describes the upkeep.
    /// - Parameters:
    ///   - retention: How long events are kept.
    ///   - interval: Between two rounds.
    public init(
        of log: PostgresEventLog, keeping retention: Duration, interval: Duration = LogUpkeep.defaultInterval, logger: Logger
    ) {
        self.log = log
        self.retention = retention
        self.interval = interval
        self.logger = logger
    }

    /// Works until graceful shutdown or cancellation.
    public func run() async throws {
        await rounds(every: interval) {
            do {
                _ = try await log.maintain(keeping: retention)
            } catch {
                logger.warning("The log's upkeep failed; it is tried again", metadata: ["error": "\(error)"])
            }
        }
    }
}
