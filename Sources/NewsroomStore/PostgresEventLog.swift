public import Newsroom
public import Postgres

/// The log in PostgreSQL.
///
/// Source: `sql/schema/0001_feed.sql`.
public struct PostgresEventLog: EventLog {
    /// Events that one call of the sequencer moves, about: it moves whole transactions.
    static let batchEvents = 1000

    private let pool: PostgresPool
    private let statements: NewsroomStatements

    /// Takes what the log is read with, and demands every statement.
    /// - Throws: `PostgresError.statementInvalid`, which names the file that is missing.
    public init(pool: PostgresPool, statements: StatementLibrary) throws {
        self.pool = pool
        self.statements = try NewsroomStatements(statements)
    }

    /// Moves committed events from the inbox to the log; any node may call it at any time.
    /// - Parameter hint: Lets a call end quickly when no waiting event has a higher id. Pass 0 every second or so: transactions that are
    ///   still committing may have lower ids.
    /// - Returns: How many were moved, and the highest inbox id among them. More may wait when there were 1,000 or more.
    ///
    /// Source: `sql/event/sequence.sql`.
    public func sequence(from hint: Int64) async throws -> Sequenced {
        let row = try await rows(.eventSequence, [Self.batchEvents, hint]).only
        return Sequenced(count: try row.decode("moved"), maxID: try row.decode("max_id"))
    }

    /// What exists now.
    ///
    /// Source: `sql/event/history.sql`.
    public func history() async throws -> History? {
        let rows = try await rows(.eventHistory)
        guard let newest = rows.last else { return nil }
        let epochs = try rows.map { row in
            History.Epoch(token: try row.value("token"), first: Position(try row.decode("first_position")))
        }
        return History(epochs: epochs, oldest: Position(try newest.decode("oldest")), head: Position(try newest.decode("head")))
    }

    /// Returns events of all topics, oldest first.
    ///
    /// Source: `sql/event/page_after.sql`.
    public func events(after position: Position, limit: Int) async throws -> [Event] {
        try await rows(.eventPageAfter, [position.rawValue, limit]).map { try $0.event() }
    }

    /// Returns the events of some topics, oldest first, each once however many of the topics it carries.
    ///
    /// Source: `sql/event/page_of_topics.sql`.
    public func events(
        of topics: [String], after position: Position, through end: Position, limit: Int
    ) async throws -> [Event] {
        try await rows(.eventPageOfTopics, [topics, position.rawValue, end.rawValue, limit]).map { try $0.event() }
    }

    /// What one round of maintenance did.
    public struct Maintenance: Sendable, Hashable {
        /// Partitions made ahead of the head.
        public let madePartitions: Int
        /// Partitions dropped; `nil` when a long reader stood in the way, so that the next round has to try again.
        public let droppedPartitions: Int?
        /// How full the server's queue of notifications is, 0...1.
        public let notificationQueueUsage: Double
    }

    /// Keeps the log in order; call it every ten seconds or so, from any node.
    ///
    /// Makes partitions ahead, drops those that are older than wanted, and asks for the usage of the notification queue, whose tail only
    /// moves when somebody asks.
    /// - Parameter retention: How long events are kept at least, in whole seconds. Only whole partitions go, and never the newest.
    ///
    /// Source: `sql/event/ensure_partitions.sql`, `sql/event/expire.sql`, `sql/event/notification_queue_usage.sql`.
    @discardableResult
    public func maintain(keeping retention: Duration) async throws -> Maintenance {
        let made: Int = try await rows(.eventEnsurePartitions).only.decode("made")
        let usage: Double = try await rows(.eventNotificationQueueUsage).only.decode("usage")
        var dropped: Int?
        do {
            dropped = try await rows(.eventExpire, [retention.components.seconds]).only.decode("dropped")
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable || error.sqlState == .deadlockDetected {
            // Readers come first; nothing is lost by dropping a partition later.
        }
        return Maintenance(
            madePartitions: made, droppedPartitions: dropped, notificationQueueUsage: usage)
    }

    private func rows(_ statement: NewsroomStatement, _ parameters: [any PostgresEncodable] = []) async throws -> PostgresRows {
        try await pool.execute(statements[statement], parameters)
    }
}
