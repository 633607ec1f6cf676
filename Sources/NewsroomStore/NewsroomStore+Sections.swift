public import Newsroom
import Postgres

extension NewsroomStore {
    /// Reads every section, in the paper's order.
    ///
    /// Source: `sql/section/all.sql`.
    public func sections() async throws -> Snapshot<[Section]> {
        try await snapshot { try await $0.execute(statements[.sectionAll]).map { try $0.section() } }
    }

    /// Reads one section.
    ///
    /// Source: `sql/section/by_slug.sql`.
    public func section(_ slug: Slug) async throws -> Section? {
        try await rows(.sectionBySlug, [slug.text]).first?.section()
    }

    /// Reads one author.
    ///
    /// Source: `sql/author/by_slug.sql`.
    public func author(_ slug: Slug) async throws -> Author? {
        try await rows(.authorBySlug, [slug.text]).first?.author()
    }
}
