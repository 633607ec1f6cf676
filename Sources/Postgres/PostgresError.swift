/// What went wrong between this program and PostgreSQL.
///
/// `code` says whose turn it is; `sqlState` and the fields below it are the server's own words. Never holds a password or a bound value
/// of ours, though `detail` may quote a key that the server quotes.
public struct PostgresError: Error, Sendable {
    /// The kind of failure.
    public var code: Code
    /// The server's SQLSTATE, when the server spoke.
    public var sqlState: SQLState?
    /// One sentence for the log.
    public var message: String
    /// The server's DETAIL.
    public var detail: String?
    /// The server's HINT, or ours.
    public var hint: String?
    /// The constraint that was violated.
    public var constraint: String?
    /// The table that the server names.
    public var table: String?
    /// The column that the server names, or that could not be decoded.
    public var column: String?
    /// Name of the statement, for example `article/page_before`.
    public var statement: String?
    /// Where in the SQL text the server stopped: characters, from 1.
    public var position: Int?
    /// The error below this one.
    public var cause: (any Error)?
    /// The source file that threw.
    public var file: String
    /// The line in `file`.
    public var line: Int

    /// Makes an error of this program; the server's are made from its results.
    public init(
        _ code: Code, _ message: String, hint: String? = nil, statement: String? = nil, cause: (any Error)? = nil,
        file: String = #fileID, line: Int = #line
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.statement = statement
        self.cause = cause
        self.file = file
        self.line = line
    }

    /// Whether the same transaction, started anew, may succeed at once: a lost race, not a lost server.
    public var isRetryable: Bool {
        sqlState == .serializationFailure || sqlState == .deadlockDetected || code == .statementStale
    }

    /// Whether the database is out of reach, so that the caller's answer is «try later» (503) rather than «bug» (500).
    public var isUnavailable: Bool {
        switch code {
        case .connectionFailed, .connectionLost, .commitUnknown, .timedOut, .poolExhausted, .closed: return true
        default: break
        }
        guard let sqlState else { return false }
        return SQLState.sessionEnders.contains(sqlState) || sqlState == .tooManyConnections || sqlState.errorClass == "08"
    }
}

extension PostgresError {
    /// Kinds of failure; more may come, so a switch over them needs a default.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The name in logs.
        public let rawValue: String

        /// Names a code.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The name in logs.
        public var description: String { rawValue }

        /// No connection could be made: address, password, database, or no server.
        public static let connectionFailed = Code(rawValue: "connection_failed")
        /// A connection that worked has ended; what it was doing has not been committed, unless that was a COMMIT (`commitUnknown`) or a
        /// statement outside a transaction.
        public static let connectionLost = Code(rawValue: "connection_lost")
        /// The connection ended while COMMIT was under way: the transaction is either wholly there or not at all.
        public static let commitUnknown = Code(rawValue: "commit_unknown")
        /// COMMIT was answered with ROLLBACK: an earlier statement had failed, and its error was swallowed.
        public static let transactionAborted = Code(rawValue: "transaction_aborted")
        /// A deadline passed: the server's `statement_timeout`, or ours when the server said nothing. An operator's
        /// `pg_cancel_backend` looks the same, for the server gives both one SQLSTATE.
        public static let timedOut = Code(rawValue: "timed_out")
        /// The server refused the statement; see `sqlState`.
        public static let server = Code(rawValue: "server")
        /// The calling task was cancelled; the connection stays usable unless the server did not react.
        public static let cancelled = Code(rawValue: "cancelled")
        /// The connection or pool was closed by its owner.
        public static let closed = Code(rawValue: "closed")
        /// No connection became free in time, or too many callers wait already.
        public static let poolExhausted = Code(rawValue: "pool_exhausted")
        /// A value of the server does not read as the type asked for.
        public static let decodingFailed = Code(rawValue: "decoding_failed")
        /// A parameter cannot be sent, for example text that holds a NUL.
        public static let encodingFailed = Code(rawValue: "encoding_failed")
        /// The statement's header and its use, or the server's description, differ.
        public static let statementMismatch = Code(rawValue: "statement_mismatch")
        /// A statement's plan went stale inside a transaction; the transaction can be started anew.
        public static let statementStale = Code(rawValue: "statement_stale")
        /// A statement file is missing, or its header cannot be read.
        public static let statementInvalid = Code(rawValue: "statement_invalid")
        /// The migration files and the database do not fit.
        public static let migrationInvalid = Code(rawValue: "migration_invalid")
        /// The server asked for something that this target does not do (COPY).
        public static let unsupported = Code(rawValue: "unsupported")
    }
}

extension PostgresError: CustomStringConvertible {
    /// All that is known, in one line.
    public var description: String {
        var text = "\(code)"
        if let sqlState { text += " (\(sqlState))" }
        if let statement { text += " in \(statement)" }
        text += ": \(message)"
        let fields = [
            ("detail", detail), ("hint", hint), ("table", table), ("column", column), ("constraint", constraint),
        ]
        for case (let name, let value?) in fields { text += "; \(name): \(value)" }
        if let cause { text += "; cause: \(cause)" }
        return text.split(whereSeparator: \.isNewline).joined(separator: " ") + " [\(file):\(line)]"
    }
}
