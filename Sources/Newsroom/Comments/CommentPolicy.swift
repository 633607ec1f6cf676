public import Foundation

/// How comments are taken.
public enum CommentPolicy: String, Sendable, Hashable, CaseIterable {
    /// Visible at once, unless something holds one.
    case open
    /// Read before they show.
    case premoderated
    /// Not at all.
    case closed
}

/// How comments are taken under one article, by its own policy or its section's.
public struct Commenting: Sendable, Hashable {
    /// How comments are taken.
    public let policy: CommentPolicy
    /// Whether also from people who are not signed in.
    public let takesGuests: Bool
    /// From when on no more are taken.
    public let closesAt: Date?

    /// Describes how comments are taken.
    public init(policy: CommentPolicy, takesGuests: Bool, closesAt: Date?) {
        self.policy = policy
        self.takesGuests = takesGuests
        self.closesAt = closesAt
    }

    /// Whether a comment is taken at a time.
    public func isOpen(at now: Date) -> Bool {
        policy != .closed && closesAt.map { now < $0 } ?? true
    }
}

/// How a section takes comments.
public struct SectionCommentPolicy: Sendable, Hashable {
    /// How comments are taken.
    public var policy: CommentPolicy
    /// Whether also from people who are not signed in.
    public var takesGuests: Bool
    /// Days after an article was published, 1...3650; `nil`: never.
    public var closeAfterDays: Int?
    /// 0 while nobody has said anything about it, then 1, 2 …
    public var revision: Int

    /// Describes a policy.
    public init(policy: CommentPolicy, takesGuests: Bool, closeAfterDays: Int?, revision: Int) {
        self.policy = policy
        self.takesGuests = takesGuests
        self.closeAfterDays = closeAfterDays
        self.revision = revision
    }

    /// What holds for a section of which nobody has said anything: `newsroom.commenting` in `sql/schema`.
    public static let unsaid = SectionCommentPolicy(
        policy: .premoderated, takesGuests: false, closeAfterDays: nil, revision: 0)
}

/// Where an article departs from its section.
public struct ArticleCommentPolicy: Sendable, Hashable {
    /// How comments are taken.
    public var policy: CommentPolicy
    /// Days after the article was published, 1...3650; `nil`: never.
    public var closeAfterDays: Int?
    /// 1, 2, 3 …
    public var revision: Int

    /// Describes a policy.
    public init(policy: CommentPolicy, closeAfterDays: Int?, revision: Int) {
        self.policy = policy
        self.closeAfterDays = closeAfterDays
        self.revision = revision
    }
}
