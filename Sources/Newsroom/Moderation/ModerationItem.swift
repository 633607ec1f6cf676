/// A comment as moderators see it: the data of `moderation.comment` events, made by `newsroom.moderation_data` in
/// `sql/schema/0004_comments.sql`, so that lists and the log can never differ.
public struct ModerationItem: Sendable, Hashable, Identifiable {
    /// Which comment.
    public let id: Identifier<Comment>
    /// A JSON object: `id`, `parent`, `root`, `depth`, `article`, `author`, `body`, `body_html`, `status`, `holds`, `report_count`,
    /// `reasons`, `revision`, `queues`, `created_at`, `edited_at`.
    public let text: String

    /// Describes an item as it was read.
    public init(id: Identifier<Comment>, text: String) {
        self.id = id
        self.text = text
    }
}

/// What became of somebody's comments.
public struct ReaderHistory: Sendable, Hashable {
    /// How many are in each state.
    public let counts: [CommentStatus: Int]
    /// How many a moderator has approved, and rejected, by the last decision that stands.
    public let verdicts: [CommentStatus: Int]

    /// Describes what was counted.
    public init(counts: [CommentStatus: Int], verdicts: [CommentStatus: Int]) {
        self.counts = counts
        self.verdicts = verdicts
    }

    /// Rejected ones among those that a moderator has decided about; `nil` before the first.
    public var rejectionRate: Double? {
        let rejected = verdicts[.rejected] ?? 0
        let decided = rejected + (verdicts[.approved] ?? 0)
        return decided == 0 ? nil : Double(rejected) / Double(decided)
    }
}

/// Everything that a moderator looks at to decide about one comment.
public struct ModerationContext: Sendable {
    /// The comment.
    public let item: ModerationItem
    /// What it answers, from its thread's first comment on.
    public let ancestors: [ModerationItem]
    /// Other answers to the same comment, nearest in time.
    public let siblings: [ModerationItem]
    /// Answers to it, oldest first.
    public let answers: [ModerationItem]
    /// With the names of those who reported, newest first.
    public let reports: [(report: Report, name: String)]
    /// What it said before and after each edit, oldest first.
    public let revisions: [CommentRevision]
    /// Decisions, holds and notes, newest first.
    public let audit: [AuditEntry]
    /// Who wrote it.
    public let reader: ModeratedReader
    /// Who works on it now.
    public let claim: Claim?

    /// Joins what was read.
    public init(
        item: ModerationItem, ancestors: [ModerationItem], siblings: [ModerationItem], answers: [ModerationItem],
        reports: [(report: Report, name: String)], revisions: [CommentRevision], audit: [AuditEntry], reader: ModeratedReader,
        claim: Claim?
    ) {
        self.item = item
        self.ancestors = ancestors
        self.siblings = siblings
        self.answers = answers
        self.reports = reports
        self.revisions = revisions
        self.audit = audit
        self.reader = reader
        self.claim = claim
    }
}

/// A reader as moderators see one.
public struct ModeratedReader: Sendable {
    /// The account.
    public let account: Account
    /// What became of the reader's comments.
    public let history: ReaderHistory
    /// The newest comments.
    public let recent: [ModerationItem]

    /// Joins what was read.
    public init(account: Account, history: ReaderHistory, recent: [ModerationItem]) {
        self.account = account
        self.history = history
        self.recent = recent
    }
}
