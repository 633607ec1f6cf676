public import Foundation
public import Newsroom
import Postgres

/// What an import has written.
public struct ImportSummary: Sendable, Hashable {
    /// New sections; those that were there already are kept as they are.
    public var sections = 0
    /// New authors; those that were there already are kept as they are.
    public var authors = 0
    /// Articles, drafts among them.
    public var articles = 0
    /// Notes under them.
    public var corrections = 0
    /// Comments, held ones among them.
    public var comments = 0
}

extension NewsroomStore {
    /// Imports a newsroom from a document, in one transaction: all of it or nothing.
    ///
    /// Times are told as minutes before `now`, so that a demonstration is always fresh; corrections are spread over the time since.
    /// - Parameters:
    ///   - json: As `sql/seed/newsroom.json`.
    ///   - render: Makes of a comment's Markdown what is shown.
    ///   - progress: Told how many articles are written, and of how many; again from 0 when the transaction is started anew.
    /// - Throws: `ImportError`, which names each faulty field; `PostgresError`.
    public func importNewsroom(
        from json: Data, at now: Date, rendering render: @escaping @Sendable (String) throws -> CommentText,
        progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> ImportSummary {
        let plan = try ImportPlan(ImportDocument(json: json), at: now)
        return try await write { transaction in
            var summary = ImportSummary()
            let sections = try await transaction.add(plan.sections, at: now, to: &summary)
            let authors = try await transaction.add(plan.authors, at: now, to: &summary)
            var comments = ImportedComments(render: render)
            progress(0, plan.articles.count)
            for article in plan.articles {
                guard let section = sections[article.section], let author = authors[article.author] else {
                    preconditionFailure("The plan has an article of a section or author that it has not")
                }
                let id = try await transaction.add(article, section: section, author: author, at: now, to: &summary)
                let policy = plan.sections.first { $0.slug == section.slug }?.comments ?? .unsaid
                try await comments.add(article.comments, under: id, policy.policy, to: transaction)
                progress(summary.articles, plan.articles.count)
            }
            summary.comments = comments.count
            return summary
        }
    }
}

extension NewsroomTransaction {
    /// Who has changed what an import writes.
    private static let importer = "import"

    fileprivate func add(
        _ sections: [ImportPlan.Section], at now: Date, to summary: inout ImportSummary
    ) async throws -> [Slug: Section] {
        var result: [Slug: Section] = [:]
        for planned in sections {
            if let there = try await section(planned.slug) {
                result[planned.slug] = there
                continue
            }
            let section = Section(
                id: Identifier(at: now), slug: planned.slug, title: planned.title, summary: planned.summary, updatedAt: now)
            try await insert(section)
            if let policy = planned.comments { try await set(policy, of: planned.slug, by: .courant, at: now) }
            result[planned.slug] = section
            summary.sections += 1
        }
        return result
    }

    fileprivate func add(
        _ authors: [ImportPlan.Author], at now: Date, to summary: inout ImportSummary
    ) async throws -> [Slug: Author] {
        var result: [Slug: Author] = [:]
        for planned in authors {
            if let there = try await author(planned.slug) {
                result[planned.slug] = there
                continue
            }
            let author = Author(id: Identifier(at: now), slug: planned.slug, name: planned.name, bio: planned.bio)
            try await insert(author)
            result[planned.slug] = author
            summary.authors += 1
        }
        return result
    }

    fileprivate func add(
        _ planned: ImportPlan.Article, section: Section, author: Author, at now: Date, to summary: inout ImportSummary
    ) async throws -> Identifier<Article> {
        var article = Article(
            id: Identifier(at: planned.createdAt), slug: try await freeSlug(like: Slug(phrase: planned.content.headline)),
            content: planned.content, section: section, author: author, at: planned.createdAt)
        if !planned.isDraft { try article.publish(at: planned.createdAt) }
        try await insert(article, changedBy: Self.importer)
        for (index, correction) in planned.corrections.enumerated() {
            let share = Double(index + 1) / Double(planned.corrections.count + 1)
            let time = planned.createdAt.addingTimeInterval(now.timeIntervalSince(planned.createdAt) * share)
            let old = article
            try article.correct(at: time)
            try await save(article, replacing: old, changedBy: Self.importer)
            try await insert(
                Correction(
                    id: Identifier(at: time), kind: correction.kind, note: correction.note, revision: article.revision,
                    createdAt: time),
                of: article.id)
        }
        summary.articles += 1
        summary.corrections += planned.corrections.count
        return article.id
    }
}
