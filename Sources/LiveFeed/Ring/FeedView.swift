package import Newsroom

/// What a node knows of the log: the history, and the newest events. A value; `LiveFeed` keeps the one copy that requests read.
package struct FeedView: Sendable {
    /// As the database told it last.
    package private(set) var history: History
    /// The newest events.
    package private(set) var ring: FeedRing
    /// How often the node has had to start again. A stream that was let in under another number must not go on.
    package var generation = 0

    /// Starts from what the database tells.
    package init(history: History, ring: FeedRing) {
        self.history = history
        self.ring = ring
    }

    /// The newest cursor.
    package var head: Cursor { history.cursor(at: ring.head) }

    /// Adds events.
    package mutating func append(_ entries: [FeedEntry]) {
        for entry in entries { ring.append(entry) }
        if ring.head > history.head, let later = History(epochs: history.epochs, oldest: history.oldest, head: ring.head) {
            history = later
        }
    }

    /// Notes what the database says now.
    package mutating func refresh(_ newer: History) {
        // The ring may have read on since the answer was made.
        history = History(epochs: newer.epochs, oldest: newer.oldest, head: max(newer.head, ring.head)) ?? newer
    }

    /// Whether an event's epoch has been heard of.
    package func knows(_ token: EpochToken) -> Bool { history.epochs.contains { $0.token == token } }

    /// What a broadcaster has yet to be told.
    /// - Parameters:
    ///   - position: Up to where it has been told.
    ///   - generation: The one that it tells.
    func news(after position: Position, generation: Int) -> FeedNews {
        guard generation == self.generation, ring.reaches(position) else { return .startAgain(self) }
        return .entries(Array(ring.entries(after: position)), head: head)
    }

    /// Judges a cursor by what is known here.
    /// - Parameter maxReplay: How many positions back a stream replays.
    package func judge(_ cursor: Cursor, maxReplay: Int) -> ResetReason? {
        if let objection = history.objection(to: cursor) { return objection }
        return !ring.reaches(cursor.position) && ring.head - cursor.position > maxReplay ? .expired : nil
    }
}

/// What is new for a broadcaster.
enum FeedNews {
    /// Events, oldest first; perhaps none.
    case entries([FeedEntry], head: Cursor)
    /// The history is another one now, or the broadcaster has been too slow for the ring.
    case startAgain(FeedView)
}

extension ResetReason {
    /// Whether the database may know better: an epoch, or an event, that this node has not heard of yet.
    package var mayBeNews: Bool {
        switch self {
        case .unknown, .future: true
        case .expired, .diverged, .malformed: false
        }
    }
}
