import CLibpq

extension PostgresError {
    /// Field codes of `PQresultErrorField`, which are characters in C (`postgres_ext.h`).
    private enum Field: Unicode.Scalar {
        case sqlState = "C"
        case message = "M"
        case detail = "D"
        case hint = "H"
        case position = "P"
        case table = "t"
        case column = "c"
        case constraint = "n"
    }

    /// The server's error, from a result that carries one. `code` is `server`, or `timedOut` for a statement that the server stopped.
    init(result: OpaquePointer, statement: String?, file: String = #fileID, line: Int = #line) {
        func field(_ field: Field) -> String? {
            PQresultErrorField(result, Int32(field.rawValue.value)).map { String(cString: $0) }
        }
        let sqlState = field(.sqlState).map(SQLState.init(rawValue:))
        let message = field(.message) ?? String(cString: PQresultErrorMessage(result)).trimmingNewlines
        self.init(
            sqlState == .queryCanceled ? .timedOut : .server, message, hint: field(.hint), statement: statement, file: file,
            line: line)
        self.sqlState = sqlState
        detail = field(.detail)
        position = field(.position).flatMap { Int($0) }
        table = field(.table)
        column = field(.column)
        constraint = field(.constraint)
    }
}
