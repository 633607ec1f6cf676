public import Logging
public import ServiceLifecycle
import Synchronization

/// A bounded number of connections that callers borrow.
///
/// Connections are made when they are needed and are kept. While the server cannot be reached, callers are refused at once, and one of them
/// at a time tries again after a pause. Usable before `run()`; leaves the connections open until `close()`, or until `run()` ends.
public final class PostgresPool: Service {
    /// Default bound of callers that wait.
    public static let defaultMaxWaiterCount = 1024
    /// Default time after which a waiting caller is refused.
    public static let defaultWaitTimeout: Duration = .seconds(5)

    private let configuration: PostgresConfiguration
    let waitTimeout: Duration
    private let logger: Logger
    let contents: Mutex<PoolContents>

    /// Makes an empty pool; connects to nothing yet.
    /// - Parameters:
    ///   - configuration: For every connection.
    ///   - size: Connections at most, 1 or more.
    ///   - maxWaiterCount: Callers that may wait; the next is refused with `poolExhausted`.
    ///   - waitTimeout: How long each may wait, before it is refused with `poolExhausted`.
    public init(
        configuration: PostgresConfiguration, size: Int, maxWaiterCount: Int = PostgresPool.defaultMaxWaiterCount,
        waitTimeout: Duration = PostgresPool.defaultWaitTimeout, logger: Logger
    ) {
        self.configuration = configuration
        self.waitTimeout = waitTimeout
        self.logger = logger
        contents = Mutex(PoolContents(state: PoolState(size: size, maxWaiterCount: maxWaiterCount)))
    }

    /// Connections that are made, in use or idle.
    public var connectionCount: Int { contents.withLock(\.connections.count) }

    /// Callers that wait for one.
    public var waiterCount: Int { contents.withLock(\.state.waiterCount) }

    /// Keeps the pool until graceful shutdown or cancellation, then closes it.
    public func run() async throws {
        defer { close() }
        try? await gracefulShutdown()  // throws when cancelled, which is as good a reason to end
    }

    /// Closes idle connections now and the others as they come back; whoever waits or comes later gets `closed`.
    public func close() {
        change { contents in
            let (idle, wakeups) = contents.state.close()
            for slot in idle { contents.connections[slot] = nil }
            return wakeups
        }
    }

    /// Lends a connection for the time of the body.
    ///
    /// What the body changes of the session (SET, LISTEN, advisory locks) stays with the connection: undo it, or keep to transactions. A
    /// transaction that the body leaves open is rolled back.
    /// - Throws: What the body throws; `connectionFailed`, `poolExhausted`, `closed`, `cancelled`.
    public func withConnection<R: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> R
    ) async throws -> R {
        let (slot, connection) = try await lease()
        do {
            let result = try await body(connection)
            await giveBack(slot, connection)
            return result
        } catch {
            await giveBack(slot, connection)
            throw error
        }
    }

    /// Runs the body in a transaction; see `PostgresConnection.withTransaction`.
    public func withTransaction<R: Sendable>(
        _ mode: TransactionMode = .readWrite, _ body: @Sendable (PostgresConnection) async throws -> R
    ) async throws -> R {
        try await withConnection { try await $0.withTransaction(mode, body) }
    }

    /// Runs one statement outside a transaction.
    public func execute(_ statement: Statement, _ parameters: [any PostgresEncodable] = []) async throws -> PostgresRows {
        try await withConnection { try await $0.execute(statement, parameters) }
    }
}

extension PostgresPool {
    private func lease() async throws -> (PoolState.Slot, PostgresConnection) {
        while true {
            switch try await grant() {
            case .use(let slot):
                if let connection = contents.withLock({ $0.connections[slot] }), isFit(connection) { return (slot, connection) }
                // The server ended it while it idled: this caller looks for another.
                change { contents in
                    contents.connections[slot] = nil
                    return contents.state.release(slot, isUsable: false, now: .now)
                }
            case .connect(let slot):
                return (slot, try await connect(slot))
            case .fail(.closed):
                throw PostgresError(.closed, "The pool is closed")
            case .fail(.queueFull):
                throw PostgresError(.poolExhausted, "All connections are in use, and too many callers wait")
            case .fail(.unreachable):
                let reason = contents.withLock { $0.lastFailure } ?? "not tried yet"
                throw PostgresError(.connectionFailed, "The database is out of reach, and was tried a moment ago: \(reason)")
            }
        }
    }

    /// An idle session that has something to say is about to end, as a rule; making another costs less than to find out.
    private func isFit(_ connection: PostgresConnection) -> Bool {
        connection.transactionStatus == .idle && !connection.hasUnreadInput
    }

    private func connect(_ slot: PoolState.Slot) async throws -> PostgresConnection {
        do {
            let connection = try await PostgresConnection.connect(configuration, logger: logger)
            change { contents in
                contents.connections[slot] = connection
                return contents.state.connected(slot, now: .now)
            }
            return connection
        } catch {
            // A caller that was cancelled says nothing about the server.
            let isServers = (error as? PostgresError)?.code != .cancelled
            change { contents in
                guard isServers else { return contents.state.release(slot, isUsable: false, now: .now) }
                contents.lastFailure = (error as? PostgresError)?.message ?? "\(error)"
                return contents.state.connectFailed(slot, now: .now, random: .random(in: 0...1))
            }
            if isServers { logger.warning("postgres.connect.failed", metadata: ["error": "\(error)"]) }
            throw error
        }
    }

    private func giveBack(_ slot: PoolState.Slot, _ connection: PostgresConnection) async {
        switch connection.transactionStatus {
        case .idle, .closed, .active: break
        case .inTransaction, .inFailedTransaction:
            logger.warning("postgres.pool.transaction_left_open")
            await connection.rollBack()
        }
        let isUsable = connection.transactionStatus == .idle
        change { contents in
            let wakeups = contents.state.release(slot, isUsable: isUsable, now: .now)
            if !isUsable || contents.state.isClosed { contents.connections[slot] = nil }
            return wakeups
        }
    }

    /// Changes the state and then, outside the lock, wakes those whose wait is over.
    private func change(_ body: (inout PoolContents) -> [PoolState.Wakeup]) {
        let woken = contents.withLock { contents in
            let wakeups = body(&contents)
            return contents.take(wakeups)
        }
        for (continuation, grant) in woken { continuation.resume(returning: grant) }
    }
}
