/// A five-character SQLSTATE, as the server reports it.
///
/// Source: PostgreSQL manual, appendix A «PostgreSQL Error Codes».
public struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The five characters, for example `23505`.
    public let rawValue: String

    /// Names a state; any five characters are taken as they are.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The first two characters, which name the class of the error.
    public var errorClass: Substring { rawValue.prefix(2) }

    /// The five characters.
    public var description: String { rawValue }
}

extension SQLState {
    /// 0A000: also what a prepared statement gets whose result type has changed.
    public static let featureNotSupported = SQLState(rawValue: "0A000")
    /// 22P02: text that the type cannot read.
    public static let invalidTextRepresentation = SQLState(rawValue: "22P02")
    /// 23502.
    public static let notNullViolation = SQLState(rawValue: "23502")
    /// 23503.
    public static let foreignKeyViolation = SQLState(rawValue: "23503")
    /// 23505.
    public static let uniqueViolation = SQLState(rawValue: "23505")
    /// 23514.
    public static let checkViolation = SQLState(rawValue: "23514")
    /// 23P01.
    public static let exclusionViolation = SQLState(rawValue: "23P01")
    /// 25006: a write on a standby or in a read-only transaction.
    public static let readOnlyTransaction = SQLState(rawValue: "25006")
    /// 25P02: the transaction has failed before, and only takes ROLLBACK.
    public static let inFailedTransaction = SQLState(rawValue: "25P02")
    /// 25P03: the server ended a session that idled inside a transaction.
    public static let idleInTransactionTimeout = SQLState(rawValue: "25P03")
    /// 26000: the server does not know the prepared statement.
    public static let invalidStatementName = SQLState(rawValue: "26000")
    /// 28P01.
    public static let invalidPassword = SQLState(rawValue: "28P01")
    /// 3D000.
    public static let invalidCatalogName = SQLState(rawValue: "3D000")
    /// 40001.
    public static let serializationFailure = SQLState(rawValue: "40001")
    /// 40P01.
    public static let deadlockDetected = SQLState(rawValue: "40P01")
    /// 42601.
    public static let syntaxError = SQLState(rawValue: "42601")
    /// 42P01.
    public static let undefinedTable = SQLState(rawValue: "42P01")
    /// 42P04: CREATE DATABASE of a name that is taken.
    public static let duplicateDatabase = SQLState(rawValue: "42P04")
    /// 53300: the server has no connection left.
    public static let tooManyConnections = SQLState(rawValue: "53300")
    /// 54000: for example a full notification queue.
    public static let programLimitExceeded = SQLState(rawValue: "54000")
    /// 55P03: `lock_timeout` or NOWAIT.
    public static let lockNotAvailable = SQLState(rawValue: "55P03")
    /// 57014: a time-out of the server, or a cancel request.
    public static let queryCanceled = SQLState(rawValue: "57014")
    /// 57P01: `pg_terminate_backend`, or a shutdown.
    public static let adminShutdown = SQLState(rawValue: "57P01")
    /// 57P02: another backend crashed.
    public static let crashShutdown = SQLState(rawValue: "57P02")
    /// 57P03: the server starts up or shuts down.
    public static let cannotConnectNow = SQLState(rawValue: "57P03")
    /// 57P05: the server ended a session that idled.
    public static let idleSessionTimeout = SQLState(rawValue: "57P05")
    /// P0001: RAISE in PL/pgSQL without a state of its own.
    public static let raiseException = SQLState(rawValue: "P0001")

    /// States after which the server has ended the session.
    static let sessionEnders: Set<SQLState> = [
        .adminShutdown, .crashShutdown, .cannotConnectNow, .idleSessionTimeout, .idleInTransactionTimeout,
    ]
}
