import CLibpq
import Glibc
public import Logging
import Synchronization

/// One session with the server, on a thread of its own.
///
/// Calls from several tasks run one after another. Every call ends: by its answer, by the server's `statement_timeout`, or, when the
/// server says nothing, `answerMargin` later; after that last case the connection is closed.
public actor PostgresConnection {
    private nonisolated let thread: ConnectionThread
    private nonisolated let wakePipe: WakePipe
    private nonisolated let published = Mutex(Published())
    let configuration: PostgresConfiguration
    let logger: Logger
    private var link: Link?
    private var prepared = PreparedStatements()

    /// What others may look at without waiting for the connection's thread.
    private struct Published {
        var status = TransactionStatus.closed
        var socket: Int32 = -1
    }

    /// The connection's thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private init(_ configuration: PostgresConfiguration, logger: Logger) throws {
        self.configuration = configuration
        self.logger = logger
        wakePipe = try WakePipe()
        thread = try ConnectionThread()
    }

    deinit {
        thread.stop()
    }

    /// Makes a session.
    /// - Throws: `PostgresError.connectionFailed`, at the latest after `connectTimeout`; `cancelled`.
    public static func connect(_ configuration: PostgresConfiguration, logger: Logger) async throws -> PostgresConnection {
        let connection = try PostgresConnection(configuration, logger: logger)
        try await connection.open()
        return connection
    }

    /// Runs a statement, which is prepared at its first use on this connection.
    ///
    /// A plan that the server has dropped is made anew at once; inside a transaction, which has failed by then, the error is
    /// `statementStale`, and the transaction may be started again.
    /// - Parameter parameters: One for each parameter in the statement's header, in its order.
    /// - Throws: `PostgresError`.
    public func execute(_ statement: Statement, _ parameters: [any PostgresEncodable] = []) async throws -> PostgresRows {
        guard parameters.count == statement.parameters.count else {
            throw PostgresError(
                .statementMismatch, "\(statement.parameters.count) parameters are declared, \(parameters.count) are given",
                statement: statement.name)
        }
        let texts = try encode(parameters, of: statement)
        do {
            return try await executePrepared(statement, texts)
        } catch let error as PostgresError where prepared.isStale(error) {
            prepared.forget(statement)
            guard transactionStatus == .idle else { throw error.asStale }
            return try await executePrepared(statement, texts)
        }
    }

    /// Runs SQL text without preparing it. Without parameters it may hold several commands, which are one transaction unless they say
    /// otherwise; the rows are the last command's.
    /// - Throws: `PostgresError`.
    public func run(_ sql: String, _ parameters: [any PostgresEncodable] = []) async throws -> PostgresRows {
        let texts = try encode(parameters, of: nil)
        guard !sql.utf8.contains(0) else { throw PostgresError(.encodingFailed, "SQL text holds a NUL byte") }
        let result = try await exchange(call(nil)) { pointer in
            guard !texts.isEmpty else { return PQsendQuery(pointer, sql) }
            return withCStrings(texts) { PQsendQueryParams(pointer, sql, Int32(texts.count), nil, $0, nil, nil, 0) }
        }
        return PostgresRows(result, statement: nil)
    }

    /// Ends the session. What waits for the connection fails with `closed`.
    public func close() {
        link = nil
        publish()
    }

    /// Where the session stands; `active` while a call is under way. Does not wait for the connection.
    public nonisolated var transactionStatus: TransactionStatus { published.withLock(\.status) }

    /// Whether something lies unread in an idle connection's socket: as a rule the server's farewell. One `poll`, no waiting.
    nonisolated var hasUnreadInput: Bool {
        published.withLock { published in
            var watched = pollfd(fd: published.socket, events: Int16(POLLIN), revents: 0)
            return poll(&watched, 1, 0) != 0
        }
    }

    /// Waits for notifications of channels that this session listens to.
    /// - Returns: Those that have arrived, oldest first; none when the deadline passed or the task was cancelled.
    /// - Throws: `PostgresError.connectionLost`.
    func notifications(until deadline: ContinuousClock.Instant) async throws -> [PostgresNotification] {
        try await wakingOnCancel {
            guard let link else { throw closed }
            while true {
                link.collectNotifications()
                let notifications = link.takeNotifications()
                guard notifications.isEmpty, !Task.isCancelled else { return notifications }
                switch link.wait(until: deadline) {
                case .deadline: return []
                case .woken: continue
                case .socket:
                    guard PQconsumeInput(link.pointer) == 1, PQstatus(link.pointer) == CONNECTION_OK else {
                        let error = PostgresError(.connectionLost, "The connection is lost: \(link.errorMessage)")
                        close()
                        throw error
                    }
                }
            }
        }
    }

    /// Runs a command that must not be stopped half-way by the task's cancellation: COMMIT, ROLLBACK.
    /// - Returns: The command's tag.
    func finish(_ sql: String) throws -> String {
        try exchangeNow(call(nil, isCancellable: false)) { PQsendQuery($0, sql) }?.commandTag ?? ""
    }

    /// A query with a deadline of its own.
    func probe(within time: Duration) async throws {
        let probe = Call(statement: nil, deadline: .now + time)
        _ = try await exchange(probe) { PQsendQuery($0, "SELECT 1") }
    }

    /// What the server says about a statement: the types of its parameters, and the names and types of its columns.
    func describe(_ statement: Statement) async throws -> PostgresResult? {
        let name = try await prepare(statement)
        return try await exchange(call(statement)) { PQsendDescribePrepared($0, name) }
    }
}

extension PostgresConnection {
    private func open() async throws {
        try await wakingOnCancel {
            link = try Link.connect(configuration, wakePipe: wakePipe, logger: logger)
            publish()
        }
    }

    private func executePrepared(_ statement: Statement, _ texts: [String?]) async throws -> PostgresRows {
        let name = try await prepare(statement)
        let result = try await exchange(call(statement)) { pointer in
            withCStrings(texts) { PQsendQueryPrepared(pointer, name, Int32(texts.count), $0, nil, nil, 0) }
        }
        return PostgresRows(result, statement: statement.name)
    }

    private func prepare(_ statement: Statement) async throws -> String {
        if let name = prepared.name(of: statement) { return name }
        let name = prepared.newName()
        _ = try await exchange(call(statement)) { PQsendPrepare($0, name, statement.sql, 0, nil) }
        prepared.remember(statement, as: name)
        return name
    }

    private func exchange(_ call: Call, send: (OpaquePointer) -> Int32) async throws -> PostgresResult? {
        try await wakingOnCancel { try exchangeNow(call, send: send) }
    }

    private func exchangeNow(_ call: Call, send: (OpaquePointer) -> Int32) throws -> PostgresResult? {
        guard let link else { throw closed }
        published.withLock { $0.status = .active }
        defer {
            if link.failure != nil { self.link = nil }
            publish()
        }
        return try link.exchange(call, send: send)
    }

    /// The thread sleeps in `poll` while the body runs; a cancelled task wakes it.
    private func wakingOnCancel<R>(_ body: () throws -> R) async throws -> R {
        try await withTaskCancellationHandler {
            // A closure that does not mention self runs on the shared threads, which must never block.
            preconditionIsolated()
            return try body()
        } onCancel: {
            wakePipe.wake()
        }
    }

    private func publish() {
        let now = link.map { link in
            Published(status: TransactionStatus(PQtransactionStatus(link.pointer)), socket: PQsocket(link.pointer))
        }
        published.withLock { $0 = now ?? Published() }
    }

    private func call(_ statement: Statement?, isCancellable: Bool = true) -> Call {
        let deadline = ContinuousClock.now + configuration.statementTimeout + configuration.answerMargin
        return Call(statement: statement?.name, deadline: deadline, isCancellable: isCancellable)
    }

    private func encode(_ parameters: [any PostgresEncodable], of statement: Statement?) throws -> [String?] {
        try parameters.enumerated().map { index, parameter in
            let text = parameter.postgresText
            guard text?.utf8.contains(0) != true else {
                let name = statement.map { " \($0.parameters[index].name)" } ?? ""
                throw PostgresError(
                    .encodingFailed, "Parameter $\(index + 1)\(name) holds a NUL byte, which PostgreSQL text cannot",
                    statement: statement?.name)
            }
            return text
        }
    }

    private var closed: PostgresError { PostgresError(.closed, "The connection is closed") }
}
