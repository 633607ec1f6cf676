import Foundation
public import Newsroom
import Postgres

extension NewsroomTransaction {
    /// Reads one article, whatever its state, and locks it until the transaction ends.
    ///
    /// Source: `sql/article/lock.sql`, `sql/article/by_id.sql`.
    public func article(_ id: Identifier<Article>) async throws -> Article? {
        // Two statements: the second sees what the lock had to wait for.
        guard try await !rows(.articleLock, [id.uuid]).isEmpty else { return nil }
        return try await rows(.articleByID, [id.uuid]).first?.article()
    }

    /// Adds an article, with its first revision; and with its current one when it was published in the same step.
    /// - Parameter changedBy: Who did it: a token's name, or «schedule».
    /// - Throws: `StoreError.slugTaken`.
    ///
    /// Source: `sql/article/insert.sql`, `sql/article/insert_revision.sql`.
    public func insert(_ article: Article, changedBy: String) async throws {
        let content = article.content
        _ = try await rows(
            .articleInsert, claiming: article.slug,
            [
                article.id.uuid, article.slug.text, content.headline, content.standfirst, content.body, content.tags,
                article.section.id.uuid, article.author.id.uuid, article.status.rawValue, article.revision,
                article.publishAt, article.publishedAt, article.correctedAt, article.withdrawnAt, article.withdrawalReason,
                article.createdAt, article.updatedAt,
            ])
        try await claim(article.slug, for: article)
        if article.revision > 1 {
            try await insertRevision(1, of: article, status: .draft, by: changedBy, at: article.createdAt)
        }
        try await insertRevision(article.revision, of: article, status: article.status, by: changedBy, at: article.updatedAt)
    }

    /// Saves an article after a change, with its revision and, when its slug is new, the redirect from the old one. A takedown blanks
    /// the answers that are remembered for repeated requests, too.
    /// - Parameters:
    ///   - old: As it was loaded in this transaction.
    ///   - changedBy: Who did it.
    /// - Throws: `ArticleError.stale` when somebody changed it since; `StoreError.slugTaken`.
    ///
    /// Source: `sql/article/update.sql`, `sql/article/claim_slug.sql`, `sql/article/insert_revision.sql`, `sql/idempotency/redact.sql`.
    public func save(_ article: Article, replacing old: Article, changedBy: String) async throws {
        guard article != old else { return }
        let content = article.content
        let updated = try await rows(
            .articleUpdate, claiming: article.slug,
            [
                article.id.uuid, old.revision, article.slug.text, content.headline, content.standfirst, content.body,
                content.tags,
                article.section.id.uuid, article.author.id.uuid, article.status.rawValue, article.revision,
                article.publishAt, article.publishedAt, article.correctedAt, article.withdrawnAt, article.withdrawalReason,
                article.updatedAt,
            ])
        guard updated.affectedCount == 1 else {
            let current = try await rows(.articleByID, [article.id.uuid]).first?.article().revision
            throw ArticleError.stale(current: current ?? 0)
        }
        if article.slug != old.slug { try await claim(article.slug, for: article) }
        if article.status == .withdrawn { _ = try await rows(.idempotencyRedact, [article.id.uuid]) }
        try await insertRevision(article.revision, of: article, status: article.status, by: changedBy, at: article.updatedAt)
    }

    /// Adds the public note of a correction.
    ///
    /// Source: `sql/correction/insert.sql`.
    public func insert(_ correction: Correction, of article: Identifier<Article>) async throws {
        _ = try await rows(
            .correctionInsert,
            [
                correction.id.uuid, article.uuid, correction.kind.rawValue, correction.note, correction.revision,
                correction.createdAt,
            ])
    }

    private func claim(_ slug: Slug, for article: Article) async throws {
        let claimed = try await rows(.articleClaimSlug, [slug.text, article.id.uuid])
        if claimed.isEmpty { throw StoreError.slugTaken(slug) }
    }

    private func insertRevision(
        _ number: Int, of article: Article, status: ArticleStatus, by changedBy: String, at time: Date
    ) async throws {
        let content = article.content
        _ = try await rows(
            .articleInsertRevision,
            [
                article.id.uuid, number, content.headline, content.standfirst, content.body, content.tags, article.slug.text,
                article.section.slug.text, status.rawValue, changedBy, time,
            ])
    }
}
