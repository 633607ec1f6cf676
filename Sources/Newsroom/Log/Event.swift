public import Foundation

/// One change, as it is told. Immutable but for redaction.
///
/// Source: `feed.log` in `sql/schema`; CloudEvents 1.0.2, JSON format.
public struct Event: Sendable, Hashable {
    /// Its place in the log.
    public let position: Position
    /// The epoch in which the place was assigned.
    public let token: EpochToken
    /// For example `article.published`.
    public let type: String
    /// What it is about, for example `article/0199…`.
    public let subject: String
    /// Whom it concerns. Names as clients write them; the log may hold more kinds than this version knows.
    public let topics: [String]
    /// When the change was made.
    public let time: Date
    /// The subject's revision after the change.
    public let revision: Int
    /// The details: a JSON object in one line, as the database wrote it.
    public let data: String
    /// Whether it takes its subject back: every earlier event of the subject is blanked.
    public let isTakedown: Bool

    /// Describes an event as it was stored.
    public init(
        position: Position, token: EpochToken, type: String, subject: String, topics: [String], time: Date, revision: Int,
        data: String, isTakedown: Bool
    ) {
        self.position = position
        self.token = token
        self.type = type
        self.subject = subject
        self.topics = topics
        self.time = time
        self.revision = revision
        self.data = data
        self.isTakedown = isTakedown
    }

    /// Whether streams of its topics, and of the account or token that it is about, are to end: somebody's rights are other ones now, or a
    /// session or a token is over. Who still may read comes back.
    public var endsStreams: Bool { type == "account.changed" || type == "account.signed_out" }

    /// Its id on the wire.
    public var cursor: Cursor { Cursor(token: token, position: position) }

    /// What is left of an event whose subject was taken back.
    public static let redactedData = #"{"redacted":true}"#

    /// The same event without its details.
    public func redacted() -> Event {
        Event(
            position: position, token: token, type: type, subject: subject, topics: topics, time: time, revision: revision,
            data: Event.redactedData, isTakedown: isTakedown)
    }
}
