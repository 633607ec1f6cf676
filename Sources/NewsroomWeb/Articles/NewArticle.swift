import Foundation
import Newsroom
import NewsroomStore

/// What a client sends to make an article.
struct NewArticle: Sendable {
    let content: ArticleContent
    let section: Section
    let author: Author
    let slug: Slug?
    let publishAt: Date?
    let isPublishedNow: Bool

    private enum Status: String, CaseIterable {
        case draft, published
    }

    /// Reads a body.
    /// - Throws: `FieldErrors` that name every fault at once; 422 when it is no object.
    init(_ json: JSON, by principal: Principal, in store: NewsroomStore, at now: Date) async throws {
        var fields = try RequestFields(json)
        let headline = fields.requiredText("headline")
        let standfirst = fields.text("standfirst") ?? ""
        let body = fields.text("body") ?? ""
        let tags = fields.texts("tags") ?? []
        slug = fields.slug("slug")
        let status: Status = fields.word("status") ?? .draft
        publishAt = fields.time("publish_at") ?? nil
        if fields.lacks("section") { fields.checker.fault("section", "is required") }
        let section = try await fields.section(in: store)
        let namesAuthor = fields.contains("author")
        let author = try await fields.author(in: store, by: principal)
        if !namesAuthor, principal.author == nil {
            fields.checker.fault("author", "is required: the token has no author of its own")
        }
        fields.refuse(ArticleChange.readOnly, because: "is set by the server")
        if let publishAt, publishAt <= now { fields.checker.fault("publish_at", "must be in the future") }
        // A headline that is missing, or no text, was told above: «-» keeps the limits from telling it again.
        let content = fields.checker.faultless { () throws(FieldErrors) in
            try ArticleContent(headline: headline ?? "-", standfirst: standfirst, body: body, tags: tags)
        }
        let own = author == nil ? try await principal.ownAuthor(in: store) : nil
        try fields.finish()
        guard let content, let section, let author = author ?? own else {
            throw FieldErrors(field: "author", "is not known: the token's author «\(principal.author?.text ?? "")» is gone")
        }
        self.content = content
        self.section = section
        self.author = author
        isPublishedNow = status == .published && publishAt == nil
    }
}

extension Principal {
    fileprivate func ownAuthor(in store: NewsroomStore) async throws -> Author? {
        guard let author else { return nil }
        return try await store.author(author)
    }
}

extension ArticleChange {
    /// What only the server sets.
    static let readOnly = [
        "id", "body_html", "section_title", "byline", "revision", "published_at", "updated_at", "created_at", "corrected_at",
        "corrections", "url", "withdrawn_at",
    ]

    /// Reads the fields that a change may touch.
    /// - Parameter withPlace: Whether slug, author and time may change as well.
    init(_ fields: inout RequestFields, by principal: Principal, in store: NewsroomStore, withPlace: Bool) async throws {
        self.init()
        headline = fields.text("headline")
        standfirst = fields.text("standfirst")
        body = fields.text("body")
        tags = fields.texts("tags")
        section = try await fields.section(in: store)
        if withPlace {
            slug = fields.slug("slug")
            author = try await fields.author(in: store, by: principal)
            publishAt = fields.time("publish_at")
        }
        fields.refuse(["status"], because: "changes by POST to /publish, /withdraw or /corrections")
        fields.refuse(ArticleChange.readOnly, because: "is set by the server")
        // The words that stay keep the limits already; stand-ins let all that change be checked at once.
        _ = fields.checker.faultless { [self] () throws(FieldErrors) in
            try ArticleContent(headline: headline ?? "-", standfirst: standfirst ?? "", body: body ?? "", tags: tags ?? [])
        }
    }
}

extension RequestFields {
    /// Takes the section that is named, or `nil` when none is.
    fileprivate mutating func section(in store: NewsroomStore) async throws -> Section? {
        guard let slug = slug("section") else { return nil }
        let section = try await store.section(slug)
        if section == nil { checker.fault("section", "«\(slug)» is no section") }
        return section
    }

    /// Takes the author that is named, or `nil` when none is. Only editors may name another than their own.
    fileprivate mutating func author(in store: NewsroomStore, by principal: Principal) async throws -> Author? {
        guard let slug = slug("author") else { return nil }
        guard principal.role.editsEverything || slug == principal.author else {
            checker.fault("author", "only editors may name another author")
            return nil
        }
        let author = try await store.author(slug)
        if author == nil { checker.fault("author", "«\(slug)» is no author") }
        return author
    }
}
