/// Where moderators find comments. Source: `newsroom.queues` in `sql/schema/0004_comments.sql`.
public enum QueueName: String, Sendable, Hashable, CaseIterable {
    /// Waits because the policy says so, and for nothing else.
    case pending
    /// Waits because something in it, or about its author, holds it.
    case held
    /// Has reports that nobody has answered.
    case reported
    case approved, rejected
}

/// Which comments moderators want to see.
public struct QueueFilter: Sendable, Hashable {
    /// The queue.
    public var queue: QueueName
    /// In which order, by the time of writing.
    public var order: CommentOrder
    /// Only under this article.
    public var article: Identifier<Article>?
    /// Only under articles of this section.
    public var section: Slug?
    /// Only by this reader.
    public var reader: Identifier<Account>?
    /// Only with this reason: of a hold, of an open report or of the decision.
    public var reason: String?

    /// Shows all of a queue.
    public init(
        _ queue: QueueName, order: CommentOrder = .oldest, article: Identifier<Article>? = nil, section: Slug? = nil,
        reader: Identifier<Account>? = nil, reason: String? = nil
    ) {
        self.queue = queue
        self.order = order
        self.article = article
        self.section = section
        self.reader = reader
        self.reason = reason
    }
}

/// How many comments each queue holds.
public struct QueueCounts: Sendable, Hashable {
    private let counts: [QueueName: Int]

    /// Describes what was counted; 0 for what is not named.
    public init(_ counts: [QueueName: Int]) {
        self.counts = counts
    }

    /// How many a queue holds.
    public subscript(queue: QueueName) -> Int { counts[queue] ?? 0 }
}
