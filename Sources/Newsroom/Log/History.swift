/// Which positions exist, and in which epoch each was assigned: all that it takes to judge a cursor.
///
/// Source: `sql/event/history.sql`.
public struct History: Hashable, Sendable {
    /// One unbroken stretch of the log.
    public struct Epoch: Hashable, Sendable {
        /// Its name.
        public let token: EpochToken
        /// Positions from here on were assigned in this epoch or a later one.
        public let first: Position

        /// Describes an epoch.
        public init(token: EpochToken, first: Position) {
            self.token = token
            self.first = first
        }
    }

    /// All epochs, oldest first; at least one.
    public let epochs: [Epoch]
    /// The oldest position that is still kept; one after the head when nothing is.
    public let oldest: Position
    /// The newest position.
    public let head: Position

    /// Describes a history.
    /// - Parameter epochs: Oldest first; an empty list gives `nil`, because the log has not begun.
    public init?(epochs: [Epoch], oldest: Position, head: Position) {
        guard !epochs.isEmpty else { return nil }
        self.epochs = epochs
        self.oldest = oldest
        self.head = head
    }

    /// The cursor of the newest position, in the newest epoch.
    public var cursor: Cursor { cursor(at: head) }

    /// A cursor at a position, in the newest epoch.
    public func cursor(at position: Position) -> Cursor {
        // The list is not empty: the initializer saw to it.
        Cursor(token: epochs[epochs.count - 1].token, position: position)
    }

    /// Judges whether a reader can go on from a cursor without a gap.
    /// - Returns: `nil` when it can; otherwise why it cannot.
    public func objection(to cursor: Cursor) -> ResetReason? {
        guard let index = epochs.lastIndex(where: { $0.token == cursor.token }) else { return .unknown }
        let later = epochs[(index + 1)...]
        if let fork = later.map(\.first).min(), cursor.position >= fork { return .diverged }
        if cursor.position > head { return .future }
        if cursor.position.next < oldest { return .expired }
        return nil
    }
}

/// Why a reader has to load a snapshot again.
public enum ResetReason: String, Sendable, Hashable, CaseIterable {
    /// Older than the kept history, or further back than a stream replays.
    case expired
    /// Assigned in a history that was lost at a restore or a promotion.
    case diverged
    /// Newer than the newest event.
    case future
    /// Of no epoch that this log knows.
    case unknown
    /// Not a cursor at all.
    case malformed
}

/// What a stream says first: how it goes on from where the reader was.
public enum Verdict: Sendable, Hashable {
    /// No cursor was given; the stream starts at the head.
    case fresh
    /// All events after this cursor follow, each once, in order.
    case resumed(from: Cursor)
    /// The reader loads a snapshot again; the stream starts at the head.
    case reset(ResetReason)
}
