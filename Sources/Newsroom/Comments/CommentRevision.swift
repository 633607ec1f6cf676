public import Foundation

/// What a comment said at one time.
public struct CommentRevision: Sendable, Hashable {
    /// The comment's revision then.
    public let number: Int
    /// Markdown.
    public let body: String
    /// Since when.
    public let changedAt: Date

    /// Describes a revision as it was stored.
    public init(number: Int, body: String, changedAt: Date) {
        self.number = number
        self.body = body
        self.changedAt = changedAt
    }
}
