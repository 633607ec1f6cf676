public import Foundation

/// Why an article cannot do what was asked of it.
public enum ArticleError: Error, Sendable, Hashable {
    /// The change was made to an older revision than the current one.
    case stale(current: Int)
    /// The state does not allow it: a draft cannot be corrected, a withdrawn article takes no change.
    case notAllowed(status: ArticleStatus, action: String)
}

/// What a change may touch. `nil` leaves a field as it is.
public struct ArticleChange: Sendable, Hashable {
    /// New words, or `nil`.
    public var headline: String?
    /// New words, or `nil`.
    public var standfirst: String?
    /// New Markdown, or `nil`.
    public var body: String?
    /// New tags, or `nil`.
    public var tags: [String]?
    /// A new address, or `nil`. The old one redirects.
    public var slug: Slug?
    /// Another section, or `nil`.
    public var section: Section?
    /// Another author, or `nil`.
    public var author: Author?
    /// Another time to be published by itself: `.some(nil)` takes it off, `nil` leaves it.
    public var publishAt: Date??

    /// Changes nothing yet.
    public init() {}
}

extension Article {
    /// Starts a draft.
    /// - Parameters:
    ///   - slug: An address that no other article has or had.
    ///   - publishAt: When it is to be published by itself.
    ///   - now: The time of the change.
    public init(
        id: Identifier<Article>, slug: Slug, content: ArticleContent, section: Section, author: Author, publishAt: Date? = nil,
        at now: Date
    ) {
        self.init(
            id: id, slug: slug, content: content, section: section, author: author, status: .draft, revision: 1,
            publishAt: publishAt, publishedAt: nil, correctedAt: nil, withdrawnAt: nil, withdrawalReason: nil, createdAt: now,
            updatedAt: now)
    }

    /// Changes words, place or time.
    /// - Throws: `ArticleError.notAllowed` once withdrawn; `FieldErrors` for words out of their limits or a time that is past.
    public mutating func revise(_ change: ArticleChange, at now: Date) throws {
        try apply(change, at: now)
        touch(at: now)
    }

    private mutating func apply(_ change: ArticleChange, at now: Date) throws {
        guard status != .withdrawn else { throw ArticleError.notAllowed(status: status, action: "change") }
        content = try ArticleContent(
            headline: change.headline ?? content.headline, standfirst: change.standfirst ?? content.standfirst,
            body: change.body ?? content.body, tags: change.tags ?? content.tags)
        if let time = change.publishAt { try schedule(for: time, at: now) }
        slug = change.slug ?? slug
        section = change.section ?? section
        author = change.author ?? author
    }

    /// Makes a draft public.
    /// - Throws: `ArticleError.notAllowed` unless it is a draft.
    public mutating func publish(at now: Date) throws(ArticleError) {
        guard status == .draft else { throw .notAllowed(status: status, action: "publish") }
        status = .published
        publishedAt = now
        publishAt = nil
        touch(at: now)
    }

    /// Marks a public article as corrected, and changes what was wrong; the note itself is a `Correction`.
    /// - Throws: `ArticleError.notAllowed` unless it is public; `FieldErrors` for words out of their limits.
    public mutating func correct(_ change: ArticleChange = ArticleChange(), at now: Date) throws {
        guard isPublic else { throw ArticleError.notAllowed(status: status, action: "correct") }
        try apply(change, at: now)
        status = .corrected
        correctedAt = now
        touch(at: now)
    }

    /// Takes an article back for good: its text leaves every page, list, search and event.
    /// - Parameter reason: For the public, 1...1000 characters.
    /// - Throws: `ArticleError.notAllowed` when it is withdrawn already; `FieldErrors`.
    public mutating func withdraw(reason: String, at now: Date) throws {
        guard status != .withdrawn else { throw ArticleError.notAllowed(status: status, action: "withdraw") }
        var fields = FieldChecker()
        let reason = fields.text("reason", reason, Limits.noteCharacters)
        try fields.finish()
        status = .withdrawn
        withdrawnAt = now
        withdrawalReason = reason
        publishAt = nil
        touch(at: now)
    }

    private mutating func schedule(for time: Date?, at now: Date) throws {
        guard status == .draft else { throw FieldErrors(field: "publish_at", "can only be set on a draft") }
        if let time, time <= now { throw FieldErrors(field: "publish_at", "must be in the future") }
        publishAt = time
    }

    private mutating func touch(at now: Date) {
        revision += 1
        updatedAt = now
    }
}
