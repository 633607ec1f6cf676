import Foundation
import Logging
import Newsroom
@testable import NewsroomStore
import Postgres
import TestSupport

/// A newsroom in a database of its own, with two sections and an author.
struct TestNewsroom: Sendable {
    let database: TestDatabase
    let pool: PostgresPool
    let statements: StatementLibrary
    let store: NewsroomStore
    let log: PostgresEventLog
    let world: Newsroom.Section
    let sport: Newsroom.Section
    let ana: Author

    /// Lends one; the database goes afterwards.
    static func lend<R: Sendable>(_ body: (TestNewsroom) async throws -> R) async throws -> R {
        await places.take()
        defer { places.giveBack() }
        return try await withTestDatabase { database in
            let pool = PostgresPool(configuration: database.configuration, size: connectionCount, logger: .tests)
            defer { pool.close() }
            return try await body(TestNewsroom(database: database, pool: pool))
        }
    }

    /// Connections of each at most.
    private static let connectionCount = 8
    /// Newsrooms at once; all tests run side by side, and the server's connections are counted.
    private static let places = Places(count: 6)

    private init(database: TestDatabase, pool: PostgresPool) async throws {
        self.database = database
        self.pool = pool
        statements = try StatementLibrary(directory: "\(TestCluster.checkout)/sql")
        store = try NewsroomStore(pool: pool, statements: statements)
        log = try PostgresEventLog(pool: pool, statements: statements)
        let world = Newsroom.Section(
            id: Identifier(at: .start), slug: .init(phrase: "World"), title: "World", updatedAt: .start)
        let sport = Newsroom.Section(
            id: Identifier(at: .start), slug: .init(phrase: "Sport"), title: "Sport", updatedAt: .start)
        let ana = Author(id: Identifier(at: .start), slug: .init(phrase: "Ana Lima"), name: "Ana Lima")
        (self.world, self.sport, self.ana) = (world, sport, ana)
        try await store.write { transaction in
            try await transaction.insert(world)
            try await transaction.insert(sport)
            try await transaction.insert(ana)
        }
        try await sequence()
    }

    /// Runs SQL that only a test would.
    @discardableResult
    func sql(_ sql: String, _ parameters: [any PostgresEncodable] = []) async throws -> PostgresRows {
        try await pool.withConnection { try await $0.run(sql, parameters) }
    }

    /// A draft that is not stored yet.
    func draft(
        _ headline: String = "Rain ahead", standfirst: String = "Bring a coat.", body: String = "It will **rain**.",
        tags: [String] = [],
        section: Newsroom.Section? = nil, slug: String? = nil, publishAt: Date? = nil, at time: Date = .start
    ) throws -> Article {
        let content = try ArticleContent(headline: headline, standfirst: standfirst, body: body, tags: tags)
        return Article(
            id: Identifier(at: time), slug: slug.flatMap(Slug.init) ?? Slug(phrase: headline), content: content,
            section: section ?? world, author: ana, publishAt: publishAt, at: time)
    }

    /// Stores an article, with a free slug.
    @discardableResult
    func insert(_ article: Article) async throws -> Article {
        try await store.write { transaction in
            try await transaction.insert(article, changedBy: "test")
            return article
        }
    }

    /// Stores a public article.
    @discardableResult
    func publish(_ draft: Article, at time: Date = .start) async throws -> Article {
        var article = draft
        try article.publish(at: time)
        return try await insert(article)
    }

    /// Loads, changes and saves an article in one transaction.
    @discardableResult
    func change(
        _ id: Identifier<Article>, _ body: @Sendable (inout Article, NewsroomTransaction) async throws -> Void
    ) async throws -> Article {
        try await store.write { transaction in
            guard let old = try await transaction.article(id) else { throw TestProblem("no article \(id)") }
            var article = old
            try await body(&article, transaction)
            try await transaction.save(article, replacing: old, changedBy: "test")
            return article
        }
    }

    /// Empties the inbox into the log.
    @discardableResult
    func sequence() async throws -> Int {
        var count = 0
        while true {
            let moved = try await log.sequence(from: 0).count
            count += moved
            if moved == 0 { return count }
        }
    }

    /// The whole log of articles, sequenced first.
    func articleEvents() async throws -> [Event] {
        try await sequence()
        return try await log.events(after: .zero, limit: 1000).filter { $0.subject.hasPrefix("article/") }
    }
}

extension Date {
    /// A time that is whole in microseconds.
    static let start = Date(timeIntervalSinceReferenceDate: 800_000_000)

    static func start(plus seconds: Double) -> Date { start.addingTimeInterval(seconds) }
}

extension Event {
    /// The details, read as JSON.
    var details: [String: Any] {
        get throws { try JSONSerialization.jsonObject(with: Data(data.utf8)) as? [String: Any] ?? [:] }
    }
}
