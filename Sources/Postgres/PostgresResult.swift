import CLibpq

/// One `PGresult`, freed with the last row that refers to it.
///
/// `@unchecked Sendable`: nothing changes a result once libpq has handed it out, and reading it needs no lock.
final class PostgresResult: @unchecked Sendable {
    /// Private, for a pointer can outlive its result: Swift frees an object after its last use, not at the brace.
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    var status: ExecStatusType { PQresultStatus(pointer) }

    /// The server's error, when this is one.
    func error(statement: String?) -> PostgresError { PostgresError(result: pointer, statement: statement) }

    var rowCount: Int { Int(PQntuples(pointer)) }

    var columnNames: [String] {
        (0..<PQnfields(pointer)).map { String(cString: PQfname(pointer, $0)) }
    }

    /// The columns' types.
    var columnTypes: [Oid] { (0..<PQnfields(pointer)).map { PQftype(pointer, $0) } }

    /// The parameters' types, in the description of a prepared statement.
    var parameterTypes: [Oid] { (0..<PQnparams(pointer)).map { PQparamtype(pointer, $0) } }

    /// Rows that an INSERT, UPDATE, DELETE, MERGE or SELECT touched; 0 for other commands.
    var affectedCount: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// For example `COMMIT` or `INSERT 0 1`.
    var commandTag: String { String(cString: PQcmdStatus(pointer)) }

    /// The text of a value; nil for NULL.
    func text(row: Int, column: Int) -> String? {
        let (row, column) = (Int32(row), Int32(column))
        guard PQgetisnull(pointer, row, column) == 0, let value = PQgetvalue(pointer, row, column) else { return nil }
        let bytes = UnsafeRawBufferPointer(start: value, count: Int(PQgetlength(pointer, row, column)))
        return String(decoding: bytes, as: UTF8.self)
    }
}
