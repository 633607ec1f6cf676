public import Newsroom
public import Postgres

/// The newsroom's values in PostgreSQL; the only place that names tables.
///
/// Rules live in `Newsroom`'s values: the store loads one, with a lock, and saves what became of it. What readers are told of it is the work
/// of triggers in `sql/schema/0002_newsroom.sql`, so that no writer can forget.
public struct NewsroomStore: Sendable {
    let pool: PostgresPool
    let statements: NewsroomStatements
    let shelf = WordShelf()

    /// Takes what the store works with, and demands every statement.
    /// - Throws: `PostgresError.statementInvalid`, which names the file that is missing.
    public init(pool: PostgresPool, statements: StatementLibrary) throws {
        self.pool = pool
        self.statements = try NewsroomStatements(statements)
    }

    /// Whether nothing has been written yet: no section and no article.
    ///
    /// Source: `sql/newsroom/is_empty.sql`.
    public func isEmpty() async throws -> Bool {
        try await rows(.newsroomIsEmpty).only.decode("is_empty")
    }

    /// Asks the database whether it can be asked.
    /// - Throws: `PostgresError`; `StoreError.notReady` before the log has begun.
    ///
    /// Source: `sql/event/head.sql`.
    public func isReady() async throws {
        _ = try await rows(.eventHead).only.cursor()
    }

    /// Runs one statement by itself.
    func rows(_ statement: NewsroomStatement, _ parameters: [any PostgresEncodable] = []) async throws -> PostgresRows {
        try await pool.execute(statements[statement], parameters)
    }

    /// Reads a value and the head of the log in one database snapshot. The head comes first: what is committed in between is then told
    /// again, and never missed.
    func snapshot<Value: Sendable>(
        _ read: @Sendable (PostgresConnection) async throws -> Value
    ) async throws -> Snapshot<Value> {
        try await pool.withTransaction(.snapshot) { connection in
            let cursor = try await connection.execute(statements[.eventHead]).only.cursor()
            return Snapshot(try await read(connection), cursor: cursor)
        }
    }
}

extension NewsroomStore {
    /// Whether something failed only because the database is out of reach: to be tried later, and no bug.
    public static func isAway(_ error: any Error) -> Bool { (error as? PostgresError)?.isUnavailable ?? false }
}

/// What the store cannot do for its caller.
public enum StoreError: Error, Sendable, Hashable {
    /// The same `Idempotency-Key` came with another request.
    case idempotencyKeyReused
    /// Another article, section or author has or had this address.
    case slugTaken(Slug)
    /// Another account signs in with this handle.
    case handleTaken
    /// The issuer vouches for another account by this subject.
    case subjectTaken
    /// The database answers, and is not in order.
    case notReady(String)
}
