/// Which statements one session has prepared, and under which names.
struct PreparedStatements {
    private var names: [Statement: String] = [:]
    private var count = 0

    func name(of statement: Statement) -> String? { names[statement] }

    /// A name that this session has never used: after a failed PREPARE or a stale plan the old one may still be taken.
    mutating func newName() -> String {
        count += 1
        return "courant_\(count)"
    }

    mutating func remember(_ statement: Statement, as name: String) { names[statement] = name }

    mutating func forget(_ statement: Statement) { names[statement] = nil }

    /// Whether the server has lost the plan (DISCARD, a pooler in between) or its columns have changed (DDL).
    func isStale(_ error: PostgresError) -> Bool {
        switch error.sqlState {
        case .invalidStatementName: true
        case .featureNotSupported: error.message.contains("cached plan")
        default: false
        }
    }
}

extension PostgresError {
    /// The same error, marked as one that a new transaction overcomes.
    var asStale: PostgresError {
        var error = self
        error.code = .statementStale
        return error
    }
}
