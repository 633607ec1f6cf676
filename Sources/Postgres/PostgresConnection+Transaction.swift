import Logging

extension PostgresConnection {
    /// Runs a body between BEGIN and COMMIT; ROLLBACK when it throws.
    /// - Throws: What the body throws; what COMMIT throws, for deferred constraints are checked there; `transactionAborted` when the body
    ///   swallowed an error of the server; `commitUnknown` when the connection ended during COMMIT.
    public nonisolated func withTransaction<R: Sendable>(
        _ mode: TransactionMode = .readWrite, _ body: @Sendable (PostgresConnection) async throws -> R
    ) async throws -> R {
        _ = try await run(mode.begin)
        let result: R
        do {
            result = try await body(self)
        } catch {
            await rollBack()
            throw error
        }
        try await commit()
        return result
    }

    private func commit() throws {
        let tag: String
        do {
            tag = try finish("COMMIT")
        } catch let error as PostgresError where transactionStatus == .closed && error.code != .closed {
            throw PostgresError(.commitUnknown, "The connection ended during COMMIT", cause: error)
        }
        guard tag == "COMMIT" else {
            throw PostgresError(
                .transactionAborted, "COMMIT was answered with \(tag): an earlier statement had failed",
                hint: "Let the error of the statement leave the body of withTransaction.")
        }
    }

    /// Ends a transaction for which no better end is left. A session that cannot even do that is closed.
    func rollBack() {
        guard transactionStatus != .closed else { return }
        do {
            _ = try finish("ROLLBACK")
        } catch {
            logger.warning("postgres.rollback.failed", metadata: ["error": "\(error)"])
            close()
        }
    }
}
