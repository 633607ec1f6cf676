import CLibpq

/// What the server says about a statement before it runs.
public struct StatementDescription: Sendable, Hashable {
    /// One column of its rows.
    public struct Column: Sendable, Hashable {
        /// The column's name.
        public let name: String
        /// The type's OID, as in `pg_type`.
        public let type: UInt32
    }

    /// The types' OIDs of `$1`, `$2`, … in order.
    public let parameterTypes: [UInt32]
    /// In order; none for a statement without rows.
    public let columns: [Column]
}

extension PostgresConnection {
    /// Prepares a statement and asks the server what it takes and gives, so that a test can hold its header to it.
    /// - Throws: `PostgresError`, also for SQL that the server cannot read.
    public func describe(_ statement: Statement) async throws -> StatementDescription {
        guard let result = try await describePrepared(statement) else { return StatementDescription(parameterTypes: [], columns: []) }
        let pointer = result.pointer
        return StatementDescription(
            parameterTypes: (0..<PQnparams(pointer)).map { PQparamtype(pointer, $0) },
            columns: zip(result.columnNames, 0..<PQnfields(pointer)).map { .init(name: $0, type: PQftype(pointer, $1)) })
    }
}
