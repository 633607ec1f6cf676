// STUB: the public shapes of the store, for those who build on it while it is built.
public import Foundation
public import Newsroom
public import Postgres

/// The newsroom's values in PostgreSQL; the only place that names tables.
public struct NewsroomStore: Sendable {
    public init(pool: PostgresPool, statements: StatementLibrary) throws {}
}

/// What an address leads to.
public enum ArticleLookup: Sendable {
    case found(Article, [Correction])
    case moved(to: Slug)        // an older slug of a public article
    case withdrawn(at: Date, reason: String)
    case missing
}

// Reads. Each Snapshot is of ONE database snapshot: value and cursor together.
extension NewsroomStore {
    public func articles(_ filter: ArticleFilter, after page: PageToken?, limit: Int) async throws -> Snapshot<Page<Article>> { fatalError() }
    public func article(_ id: Identifier<Article>) async throws -> Snapshot<Article?> { fatalError() }
    public func article(slug: Slug) async throws -> Snapshot<ArticleLookup> { fatalError() }
    public func corrections(of id: Identifier<Article>) async throws -> [Correction] { fatalError() }
    public func revisions(of id: Identifier<Article>) async throws -> [Revision] { fatalError() }   // oldest first
    public func sections() async throws -> Snapshot<[Section]> { fatalError() }                      // in the paper's order
    public func section(_ slug: Slug) async throws -> Section? { fatalError() }
    public func author(_ slug: Slug) async throws -> Author? { fatalError() }
    public func principal(token secret: String, at now: Date) async throws -> Principal? { fatalError() }  // hashed, constant time by lookup of the hash; nil: unknown, expired, revoked
    public func isEmpty() async throws -> Bool { fatalError() }
    public func isReady() async throws { fatalError() }   // throws when the database cannot be asked
}

/// A request that may be repeated safely.
public struct IdempotencyClaim: Sendable {
    public let key: String
    public let owner: Identifier<AccessToken>
    public let fingerprint: [UInt8]   // SHA-256 of method, path and body
    public init(key: String, owner: Identifier<AccessToken>, fingerprint: [UInt8]) { self.key = key; self.owner = owner; self.fingerprint = fingerprint }
}
/// The answer that is remembered for it.
public struct RememberedAnswer: Sendable, Equatable {
    public let status: Int
    public let headers: [String: String]   // Location, ETag
    public let body: String
    public init(status: Int, headers: [String: String], body: String) { self.status = status; self.headers = headers; self.body = body }
}
public enum StoreError: Error, Sendable, Hashable {
    case idempotencyKeyReused       // same key, another request → 422
    case slugTaken(Slug)
    case notReady(String)
}

// Writes: one transaction each. The rules live in Newsroom's values; the transaction loads with a lock, and saves.
extension NewsroomStore {
    public func write<R: Sendable>(_ body: @Sendable (NewsroomTransaction) async throws -> R) async throws -> R { fatalError() }
    /// The first answer again when the claim was honoured before; otherwise the body's answer, remembered in the same transaction. Concurrent requests with one key wait for the first.
    public func write(_ claim: IdempotencyClaim?, _ body: @Sendable (NewsroomTransaction) async throws -> RememberedAnswer) async throws -> RememberedAnswer { fatalError() }
}

/// One transaction of the newsroom.
public struct NewsroomTransaction: Sendable {
    public func article(_ id: Identifier<Article>) async throws -> Article? { fatalError() }        // locked FOR UPDATE
    public func freeSlug(like slug: Slug) async throws -> Slug { fatalError() }                     // slug, slug-2, slug-3 … never used before by any article; holds a lock on the stem to the end of the transaction
    public func insert(_ article: Article, changedBy: String) async throws { fatalError() }          // article + revision 1 (+ later revisions when it was published in the same step)
    public func save(_ article: Article, replacing old: Article, changedBy: String) async throws { fatalError() } // update + revision + slug redirect; StoreError.slugTaken
    public func insert(_ correction: Correction, of article: Identifier<Article>) async throws { fatalError() }
    public func section(_ slug: Slug) async throws -> Section? { fatalError() }
    public func author(_ slug: Slug) async throws -> Author? { fatalError() }
    public func insert(_ section: Section) async throws { fatalError() }                              // StoreError.slugTaken
    public func save(_ section: Section) async throws { fatalError() }
    public func insert(_ author: Author) async throws { fatalError() }
    public func insert(_ token: AccessToken, secretHash: [UInt8]) async throws { fatalError() }
}

// Tokens, for the CLI.
extension NewsroomStore {
    /// Makes a token, and the author that it writes as when there is none yet. The secret is returned once and never stored.
    public func createToken(name: String, role: Role, author: Slug?, expiresAt: Date?, at now: Date) async throws -> (token: AccessToken, secret: String) { fatalError() }
    public func tokens() async throws -> [AccessToken] { fatalError() }
    public func revokeToken(_ id: Identifier<AccessToken>, at now: Date) async throws -> Bool { fatalError() }
}

/// The log in PostgreSQL.
public struct PostgresEventLog: EventLog {
    public init(pool: PostgresPool, statements: StatementLibrary) throws {}
    public func sequence(from hint: Int64) async throws -> Sequenced { fatalError() }
    public func history() async throws -> History? { fatalError() }
    public func events(after position: Position, limit: Int) async throws -> [Event] { fatalError() }
    public func events(of topics: [String], after position: Position, through end: Position, limit: Int) async throws -> [Event] { fatalError() }
    public func maintain(keeping retention: Duration) async throws {}    // partitions ahead, expired ones dropped, pg_notification_queue_usage(), old idempotency keys removed
}

/// Publishes drafts whose time has come; a Service on every node, of which one at a time works.
public struct PublishingSchedule: Sendable {
    public init(store: NewsroomStore, interval: Duration = .seconds(1), onPublished: @escaping @Sendable () -> Void) {}
    public func run() async throws {}
}
