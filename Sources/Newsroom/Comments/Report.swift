public import Foundation

/// A reader's word that a comment should not stand.
public struct Report: Sendable, Hashable, Identifiable {
    /// Why.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        case abuse, spam
        case offTopic = "off_topic"
        case untrue, other
    }

    /// Names the report for good.
    public let id: Identifier<Report>
    /// What it is about.
    public let comment: Identifier<Comment>
    /// Whose it is.
    public let account: Identifier<Account>
    /// Why.
    public let reason: Reason
    /// For moderators; 0...1000 characters.
    public let note: String
    /// When it came.
    public let createdAt: Date
    /// When a decision answered it.
    public let answeredAt: Date?

    /// Describes a report as it was stored.
    public init(
        id: Identifier<Report>, comment: Identifier<Comment>, account: Identifier<Account>, reason: Reason, note: String,
        createdAt: Date, answeredAt: Date? = nil
    ) {
        self.id = id
        self.comment = comment
        self.account = account
        self.reason = reason
        self.note = note
        self.createdAt = createdAt
        self.answeredAt = answeredAt
    }
}
