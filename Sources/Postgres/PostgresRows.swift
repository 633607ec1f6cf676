/// The answer to a statement: its rows as a collection.
public struct PostgresRows: Sendable, RandomAccessCollection {
    /// Column names, in order.
    public let columns: [String]
    /// Rows that an INSERT, UPDATE, DELETE or SELECT touched; 0 for other commands.
    public let affectedCount: Int
    /// Always 0.
    public let startIndex = 0
    /// The number of rows.
    public let endIndex: Int
    private let result: PostgresResult?
    private let statement: String?

    init(_ result: PostgresResult?, statement: String?) {
        self.result = result
        self.statement = statement
        columns = result?.columnNames ?? []
        affectedCount = result?.affectedCount ?? 0
        endIndex = result?.rowCount ?? 0
    }

    /// The row at an index, from 0.
    public subscript(index: Int) -> PostgresRow {
        guard let result, indices.contains(index) else { preconditionFailure("Row \(index) of \(count)") }
        return PostgresRow(result: result, index: index, columns: columns, statement: statement)
    }
}
