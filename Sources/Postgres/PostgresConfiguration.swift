import CLibpq

/// How to reach a database, and how long to wait for it.
///
/// Fixed for every connection, whatever the server's defaults are: `client_encoding` UTF8, `DateStyle` ISO, `TimeZone` UTC, bytea as hex,
/// and `jit` off: compiling a plan takes a hundred times as long as our statements run.
public struct PostgresConfiguration: Sendable {
    /// Default of `connectTimeout`.
    public static let defaultConnectTimeout: Duration = .seconds(5)
    /// Default of `statementTimeout`.
    public static let defaultStatementTimeout: Duration = .seconds(15)
    /// Default of `answerMargin`.
    public static let defaultAnswerMargin: Duration = .seconds(3)
    /// Default of `idleInTransactionTimeout`.
    public static let defaultIdleInTransactionTimeout: Duration = .seconds(60)

    /// Which servers of a list will do.
    public enum Session: String, Sendable {
        /// The first that answers.
        case any
        /// Only one that takes writes: LISTEN and writers need it.
        case readWrite = "read-write"
    }

    /// A URL (`postgresql://…`) or `key=value` pairs, as libpq reads them. May hold a password: never print it.
    public var connectionString: String
    /// Shown in `pg_stat_activity`.
    public var applicationName: String
    /// For the whole way to a ready session, all hosts of the list together; looking up a host name is not covered.
    public var connectTimeout: Duration
    /// The server's `statement_timeout`.
    public var statementTimeout: Duration
    /// How long after `statementTimeout` the client gives up on a server that says nothing at all.
    public var answerMargin: Duration
    /// The server ends a session that idles in a transaction for longer.
    public var idleInTransactionTimeout: Duration
    /// Which servers will do.
    public var session: Session

    /// Describes a database; connects to nothing yet.
    public init(
        connectionString: String, applicationName: String = "courant",
        connectTimeout: Duration = PostgresConfiguration.defaultConnectTimeout,
        statementTimeout: Duration = PostgresConfiguration.defaultStatementTimeout,
        answerMargin: Duration = PostgresConfiguration.defaultAnswerMargin,
        idleInTransactionTimeout: Duration = PostgresConfiguration.defaultIdleInTransactionTimeout,
        session: Session = .any
    ) {
        self.connectionString = connectionString
        self.applicationName = applicationName
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
        self.answerMargin = answerMargin
        self.idleInTransactionTimeout = idleInTransactionTimeout
        self.session = session
    }

    /// libpq's parameters, in the order in which later ones win: our defaults, the caller's string, what must hold.
    ///
    /// Keepalives 5/2/3 and `tcp_user_timeout` 8 s find a dead peer in about 9 s; the defaults had not found it in 40 s.
    var parameters: [(name: String, value: String)] {
        [
            ("application_name", applicationName), ("keepalives", "1"), ("keepalives_idle", "5"), ("keepalives_interval", "2"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "8000"),
            ("dbname", connectionString),
            ("client_encoding", "UTF8"),
        ] + (session == .any ? [] : [("target_session_attrs", session.rawValue)])
    }

    /// One statement that puts a new session in order.
    var sessionSetup: String {
        """
        SELECT set_config('DateStyle', 'ISO, MDY', false), set_config('TimeZone', 'UTC', false), \
        set_config('bytea_output', 'hex', false), set_config('jit', 'off', false), set_config('statement_timeout', '\(statementTimeout.milliseconds)', false), \
        set_config('idle_in_transaction_session_timeout', '\(idleInTransactionTimeout.milliseconds)', false)
        """
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Host, port, database and user; never the password.
    public var description: String {
        guard let options = try? options else { return "a connection string that cannot be read" }  // its error would quote it
        let shown = ["host", "port", "dbname", "user"].compactMap { name in options[name].map { "\(name)=\($0)" } }
        return shown.isEmpty ? "libpq's defaults" : shown.joined(separator: " ")
    }

    /// As `description`.
    public var debugDescription: String { description }

    /// Hides the fields, so that `dump` prints no password either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// What the connection string says, by libpq's keyword.
    /// - Throws: `PostgresError.connectionFailed`, without quoting the string.
    var options: [String: String] {
        get throws {
            var problem: UnsafeMutablePointer<CChar>?
            guard let first = PQconninfoParse(connectionString, &problem) else {
                defer { PQfreemem(problem) }
                let words = problem.map { Self.withoutQuotes(String(cString: $0)) } ?? "out of memory"
                throw PostgresError(
                    .connectionFailed, "The connection string cannot be read: \(words)",
                    hint: "Write it as postgresql://user@host:port/database, with special characters percent-encoded.")
            }
            defer { PQconninfoFree(first) }
            var options: [String: String] = [:]
            var option = first
            while let keyword = option.pointee.keyword {
                if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
                option += 1
            }
            return options
        }
    }

    /// libpq quotes the piece that it stumbled over, and that piece can be a password.
    private static func withoutQuotes(_ message: String) -> String {
        let pieces = message.split(separator: "\"", omittingEmptySubsequences: false)
        return pieces.enumerated().map { $0.offset.isMultiple(of: 2) ? String($0.element) : "…" }.joined().trimmingNewlines
    }
}
