/// The one ordered log, as the feed reads it. The store keeps it in PostgreSQL; tests keep it in memory.
public protocol EventLog: Sendable {
    /// Moves committed events from the inbox to the log.
    /// - Parameter hint: The inbox id to start behind, or 0 to look at all of it.
    /// - Returns: How many were moved, and the highest inbox id among them.
    func sequence(from hint: Int64) async throws -> Sequenced

    /// What exists now, in one snapshot.
    /// - Returns: `nil` before the log's first epoch.
    func history() async throws -> History?

    /// Returns events of all topics, oldest first.
    /// - Parameters:
    ///   - position: To start after, exclusive.
    ///   - limit: Events wanted, 1...1000.
    func events(after position: Position, limit: Int) async throws -> [Event]

    /// Returns the events of some topics, oldest first.
    /// - Parameters:
    ///   - topics: Names; only events that carry one of these; 1...64.
    ///   - position: To start after, exclusive.
    ///   - end: To end at, inclusive.
    ///   - limit: Events wanted, 1...1000.
    /// - Returns: At most `limit` events. Fewer means: there are no more up to `end`.
    func events(of topics: [String], after position: Position, through end: Position, limit: Int) async throws -> [Event]
}

/// What one call of the sequencer did.
public struct Sequenced: Hashable, Sendable {
    /// Events moved.
    public let count: Int
    /// The highest inbox id among them; 0 when none was moved.
    public let maxID: Int64

    /// Describes a call.
    public init(count: Int, maxID: Int64) {
        self.count = count
        self.maxID = maxID
    }
}
