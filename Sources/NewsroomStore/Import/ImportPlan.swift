import Foundation
import Newsroom

/// A document as the newsroom's values, checked in full before anything is written. Decides; never writes.
struct ImportPlan {
    struct Section {
        let slug: Slug
        let title: String
        let summary: String
        let comments: SectionCommentPolicy?
    }

    struct Comment: Sendable {
        let name: String
        let body: String
        let createdAt: Date
        let isHeld: Bool
        let answers: [Comment]
    }

    struct Author {
        let slug: Slug
        let name: String
        let bio: String
    }

    struct Article {
        let content: ArticleContent
        let section: Slug
        let author: Slug
        let createdAt: Date
        let isDraft: Bool
        let corrections: [(kind: Correction.Kind, note: String)]
        let comments: [Comment]
    }

    private(set) var sections: [Section] = []
    private(set) var authors: [Author] = []
    /// Oldest first, drafts last, as the paper would have written them.
    private(set) var articles: [Article] = []
    private var faults: [ImportError.Fault] = []

    /// - Throws: `ImportError` with every fault of the document.
    init(_ document: ImportDocument, at now: Date) throws {
        for (index, section) in document.sections.enumerated() { add(section, path: "sections[\(index)]") }
        for (index, author) in document.authors.enumerated() { add(author, path: "authors[\(index)]") }
        for (index, article) in document.articles.enumerated() { add(article, path: "articles[\(index)]", at: now) }
        guard faults.isEmpty else { throw ImportError(faults: faults) }
        articles.sort { !$0.isDraft && $1.isDraft || $0.isDraft == $1.isDraft && $0.createdAt < $1.createdAt }
    }

    private mutating func add(_ section: ImportDocument.Section, path: String) {
        var fields = FieldChecker()
        let title = fields.line("title", section.title, Limits.nameCharacters)
        let summary = fields.text("description", section.description ?? "", 0...Limits.noteCharacters.upperBound)
        note(fields, path)
        guard let slug = slug(section.slug, "\(path).slug", taken: Set(sections.map(\.slug))) else { return }
        let policy = policy(section.comments, path: "\(path).comments")
        sections.append(Section(slug: slug, title: title, summary: summary, comments: policy))
    }

    private mutating func add(_ author: ImportDocument.Author, path: String) {
        var fields = FieldChecker()
        let name = fields.line("name", author.name, Limits.nameCharacters)
        let bio = fields.text("bio", author.bio ?? "", 0...Limits.noteCharacters.upperBound)
        note(fields, path)
        guard let slug = slug(author.slug, "\(path).slug", taken: Set(authors.map(\.slug))) else { return }
        authors.append(Author(slug: slug, name: name, bio: bio))
    }

    private mutating func add(_ article: ImportDocument.Article, path: String, at now: Date) {
        let section = sections.first { $0.slug.text == article.section }?.slug
        if section == nil { fault("\(path).section", "no such section \"\(article.section)\"") }
        let author = authors.first { $0.slug.text == article.author }?.slug
        if author == nil { fault("\(path).author", "no such author \"\(article.author)\"") }
        let content = content(of: article, path: path)
        let isDraft = isDraft(article, path: path)
        let createdAt = createdAt(article, isDraft: isDraft, path: path, at: now)
        let corrections = corrections(of: article, isDraft: isDraft, path: path)
        guard let section, let author, let content, let createdAt else { return }
        let comments = comments(
            article.comments ?? [], isDraft: isDraft, path: "\(path).comments", after: createdAt, before: now)
        articles.append(
            Article(
                content: content, section: section, author: author, createdAt: createdAt, isDraft: isDraft,
                corrections: corrections,
                comments: comments))
    }

    private mutating func content(of article: ImportDocument.Article, path: String) -> ArticleContent? {
        do {
            return try ArticleContent(
                headline: article.headline, standfirst: article.standfirst ?? "", body: article.body, tags: article.tags ?? [])
        } catch {
            for entry in error.entries { fault("\(path).\(entry.field)", entry.detail) }
            return nil
        }
    }

    private mutating func isDraft(_ article: ImportDocument.Article, path: String) -> Bool {
        switch article.status {
        case "draft": return true
        case nil, "published": return false
        case let status?:
            fault("\(path).status", "must be \"draft\" or \"published\", is \"\(status)\"")
            return false
        }
    }

    private mutating func createdAt(
        _ article: ImportDocument.Article, isDraft: Bool, path: String, at now: Date
    ) -> Date? {
        guard let minutes = article.publishedMinutesAgo else {
            if isDraft { return now }
            fault("\(path).published_minutes_ago", "is missing")
            return nil
        }
        guard minutes.isFinite, (0...Self.maxMinutes).contains(minutes) else {
            fault("\(path).published_minutes_ago", "must be 0...\(Int(Self.maxMinutes))")
            return nil
        }
        return now.addingTimeInterval(-60 * minutes)
    }

    /// A hundred years.
    private static let maxMinutes = 52_560_000.0

    private mutating func corrections(
        of article: ImportDocument.Article, isDraft: Bool, path: String
    ) -> [(kind: Correction.Kind, note: String)] {
        var corrections: [(Correction.Kind, String)] = []
        for (index, correction) in (article.corrections ?? []).enumerated() {
            let path = "\(path).corrections[\(index)]"
            var fields = FieldChecker()
            let text = fields.text("note", correction.note, Limits.noteCharacters)
            note(fields, path)
            if isDraft { fault(path, "a draft has nothing to correct yet") }
            guard let kind = Correction.Kind(rawValue: correction.kind) else {
                let kinds = Correction.Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
                fault("\(path).kind", "must be one of \(kinds), is \"\(correction.kind)\"")
                continue
            }
            corrections.append((kind, text))
        }
        return corrections
    }

    private mutating func slug(_ text: String, _ field: String, taken: Set<Slug>) -> Slug? {
        guard let slug = Slug(text) else {
            fault(field, "must be lower-case letters, digits and single hyphens, is \"\(text)\"")
            return nil
        }
        if taken.contains(slug) { fault(field, "\"\(text)\" stands there twice") }
        return slug
    }

    mutating func note(_ fields: FieldChecker, _ path: String) {
        do {
            try fields.finish()
        } catch {
            for entry in error.entries { fault("\(path).\(entry.field)", entry.detail) }
        }
    }

    mutating func fault(_ field: String, _ detail: String) {
        faults.append(.init(field: field, detail: detail))
    }
}
