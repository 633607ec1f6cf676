public import Newsroom
import Postgres

extension NewsroomTransaction {
    /// Candidates in one question; more follow when all are taken.
    private static let candidateCount = 64

    /// Finds an address that no article has or had: the slug itself, or with a number behind it. Whoever looks for one of the same stem
    /// waits until this transaction ends.
    ///
    /// Source: `sql/article/lock_slugs.sql`, `sql/article/free_slug.sql`.
    public func freeSlug(like slug: Slug) async throws -> Slug {
        _ = try await rows(.articleLockSlugs, [Self.stem(of: slug)])
        var numbers = 2..<(1 + Self.candidateCount)
        var candidates = [slug] + numbers.map(slug.numbered)
        while true {
            if let row = try await rows(.articleFreeSlug, [candidates.map(\.text)]).first { return try row.value("slug") }
            numbers = numbers.upperBound..<(2 * numbers.upperBound)
            candidates = numbers.map(slug.numbered)
        }
    }

    /// What «budget», «budget-2» and «budget-2-3» have in common: any two slugs that can grow into one another have one stem.
    private static func stem(of slug: Slug) -> String {
        var words = slug.text.prefix(Slug.stemCharacters).split(separator: "-")
        while words.count > 1, let last = words.last, last.allSatisfy(\.isNumber) { words.removeLast() }
        return words.joined(separator: "-")
    }
}
