/// One row; values are read from libpq's memory when they are asked for.
public struct PostgresRow: Sendable {
    let result: PostgresResult
    let index: Int
    let columns: [String]
    let statement: String?

    /// Returns a column's value.
    /// - Throws: `PostgresError.decodingFailed`, which names statement, column and type: no such column, NULL, or text that does not
    ///   read as the type.
    public func decode<T: PostgresDecodable>(_ column: String, as type: T.Type = T.self) throws -> T {
        guard let value = try decodeIfPresent(column, as: type) else {
            throw failure(column, type, "it is NULL; read it with decodeIfPresent")
        }
        return value
    }

    /// Returns a column's value, or nil for NULL.
    /// - Throws: As `decode`, but for NULL.
    public func decodeIfPresent<T: PostgresDecodable>(_ column: String, as type: T.Type = T.self) throws -> T? {
        guard let position = columns.firstIndex(of: column) else {
            throw failure(column, type, "there is no such column among \(columns.joined(separator: ", "))")
        }
        guard let text = result.text(row: index, column: position) else { return nil }
        do {
            return try T(postgresText: text)
        } catch let error as DecodingProblem {
            throw failure(column, type, error.reason)
        }
    }

    private func failure(_ column: String, _ type: Any.Type, _ reason: String) -> PostgresError {
        var error = PostgresError(.decodingFailed, "Cannot read \(column) as \(type): \(reason)", statement: statement)
        error.column = column
        return error
    }
}
