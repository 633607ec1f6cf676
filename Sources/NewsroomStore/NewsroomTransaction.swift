public import Newsroom
import Postgres

/// One transaction of the newsroom; made by `NewsroomStore.write`, and of no use after it.
public struct NewsroomTransaction: Sendable {
    private let connection: PostgresConnection
    private let statements: NewsroomStatements
    let shelf: WordShelf

    init(connection: PostgresConnection, statements: NewsroomStatements, shelf: WordShelf) {
        self.connection = connection
        self.statements = statements
        self.shelf = shelf
    }

    func rows(_ statement: NewsroomStatement, _ parameters: [any PostgresEncodable] = []) async throws -> PostgresRows {
        try await connection.execute(statements[statement], parameters)
    }

    /// Runs a statement that gives a slug away.
    /// - Throws: `StoreError.slugTaken` when a unique constraint on slugs refuses.
    func rows(
        _ statement: NewsroomStatement, claiming slug: Slug, _ parameters: [any PostgresEncodable]
    ) async throws -> PostgresRows {
        do {
            return try await rows(statement, parameters)
        } catch let error as PostgresError
            where error.sqlState == .uniqueViolation && error.constraint?.contains("_slug_") == true
        {
            throw StoreError.slugTaken(slug)
        }
    }
}

extension NewsroomTransaction {
    /// Reads one section. Locks nothing, so that those who write for one section need not wait for one another.
    ///
    /// Source: `sql/section/by_slug.sql`.
    public func section(_ slug: Slug) async throws -> Section? {
        try await rows(.sectionBySlug, [slug.text]).first?.section()
    }

    /// Adds a section at the end of the paper.
    /// - Throws: `StoreError.slugTaken`.
    ///
    /// Source: `sql/section/insert.sql`.
    public func insert(_ section: Section) async throws {
        _ = try await rows(.sectionInsert, claiming: section.slug, parameters(of: section))
    }

    /// Saves a section after one change, with its revision raised by one.
    /// - Throws: `ArticleError.stale` when somebody changed it since; `StoreError.slugTaken`.
    ///
    /// Source: `sql/section/update.sql`.
    public func save(_ section: Section) async throws {
        let updated = try await rows(.sectionUpdate, claiming: section.slug, parameters(of: section))
        guard updated.affectedCount == 1 else {
            let current = try await rows(.sectionAll).map { try $0.section() }.first { $0.id == section.id }
            throw ArticleError.stale(current: current?.revision ?? 0)
        }
    }

    private func parameters(of section: Section) -> [any PostgresEncodable] {
        [section.id.uuid, section.slug.text, section.title, section.summary, section.revision, section.updatedAt]
    }
}

extension NewsroomTransaction {
    /// Reads one author.
    ///
    /// Source: `sql/author/by_slug.sql`.
    public func author(_ slug: Slug) async throws -> Author? {
        try await rows(.authorBySlug, [slug.text]).first?.author()
    }

    /// Adds an author.
    /// - Throws: `StoreError.slugTaken`.
    ///
    /// Source: `sql/author/insert.sql`.
    public func insert(_ author: Author) async throws {
        _ = try await rows(.authorInsert, claiming: author.slug, [author.id.uuid, author.slug.text, author.name, author.bio])
    }

    /// Adds a token.
    /// - Parameter secretHash: SHA-256 of its secret.
    ///
    /// Source: `sql/token/insert.sql`.
    public func insert(_ token: AccessToken, secretHash: [UInt8]) async throws {
        _ = try await rows(
            .tokenInsert,
            [
                token.id.uuid, token.name, token.role.rawValue, token.author?.text, secretHash, token.createdAt,
                token.expiresAt,
                token.revokedAt,
            ])
    }
}
