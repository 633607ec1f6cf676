public import Foundation

/// A reader's words under an article.
///
/// Its revision changes with its words and with each decision about it, and with nothing else: who decides names the revision that was read.
public struct Comment: Sendable, Hashable, Identifiable {
    /// Names the comment for good; UUIDv7.
    public let id: Identifier<Comment>
    /// Under which article it stands, and which comment it answers.
    public let place: CommentPlace
    /// Who wrote it.
    public let author: CommentAuthor
    /// What it says; empty once its author has removed it.
    public internal(set) var text: CommentText
    /// Where it is in its life.
    public internal(set) var status: CommentStatus
    /// Why it waits for a moderator, or waited.
    public internal(set) var holds: [Hold]
    /// Reports that no decision has answered.
    public internal(set) var reportCount: Int
    /// 1 when written.
    public internal(set) var revision: Int
    /// When it was written.
    public let createdAt: Date
    /// When its author last changed the words.
    public internal(set) var editedAt: Date?
    /// When anything last changed.
    public internal(set) var updatedAt: Date
    /// What its author is told of a decision, as it was read; `nil` when there was none about this revision.
    public internal(set) var told: CommentOutcome?

    /// Describes a comment as it was stored.
    public init(
        id: Identifier<Comment>, place: CommentPlace, author: CommentAuthor, text: CommentText, status: CommentStatus,
        holds: [Hold], reportCount: Int, revision: Int, createdAt: Date, editedAt: Date?, updatedAt: Date,
        told: CommentOutcome? = nil
    ) {
        self.id = id
        self.place = place
        self.author = author
        self.text = text
        self.status = status
        self.holds = holds
        self.reportCount = reportCount
        self.revision = revision
        self.createdAt = createdAt
        self.editedAt = editedAt
        self.updatedAt = updatedAt
        self.told = told
    }

    /// Whether everybody may read it.
    public var isVisible: Bool { status == .approved }

    /// Whether somebody may read it: its author also while others may not; `nil` for the public.
    public func isShown(to reader: Identifier<Account>?) -> Bool {
        isVisible || author.id == reader && status != .removed
    }

    /// Whether its author may change the words.
    public func isEditable(at now: Date) -> Bool {
        (status == .pending || status == .approved) && now <= editableUntil
    }

    /// Until when its author may change the words.
    public var editableUntil: Date { createdAt.addingTimeInterval(TimeInterval(Limits.commentEditWindow.components.seconds)) }
}

/// Where a comment is in its life.
public enum CommentStatus: String, Sendable, Hashable, CaseIterable {
    /// Waits for a moderator.
    case pending
    /// Everybody reads it.
    case approved
    /// A moderator has refused it, or taken it back.
    case rejected
    /// Its author has taken it back, for good.
    case removed
}

/// Under which article a comment stands, and which comment it answers.
public struct CommentPlace: Sendable, Hashable {
    /// The article.
    public let article: Identifier<Article>
    /// The comment that it answers.
    public let parent: Identifier<Comment>?
    /// The comment that its thread begins with: itself, when it answers none.
    public let root: Identifier<Comment>
    /// How many comments stand above it in the thread.
    public let depth: Int

    /// Describes a place as it was stored.
    public init(article: Identifier<Article>, parent: Identifier<Comment>?, root: Identifier<Comment>, depth: Int) {
        self.article = article
        self.parent = parent
        self.root = root
        self.depth = depth
    }
}

/// Who wrote a comment, as others see it.
public struct CommentAuthor: Sendable, Hashable {
    /// The account.
    public let id: Identifier<Account>
    /// As it is printed.
    public let name: String
    /// `local`, `sso` or `guest`: `AccountIdentity.kind`.
    public let kind: String

    /// Describes an author.
    public init(id: Identifier<Account>, name: String, kind: String) {
        self.id = id
        self.name = name
        self.kind = kind
    }
}

/// Why a comment's status is what it is, for its author.
public struct CommentOutcome: Sendable, Hashable {
    /// A code: of a decision, or of a hold.
    public let reason: String?
    /// Of the moderator; may be empty.
    public let note: String

    /// Describes what the audit says.
    public init(reason: String?, note: String) {
        self.reason = reason
        self.note = note
    }
}
