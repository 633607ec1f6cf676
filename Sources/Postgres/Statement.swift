/// One SQL statement of one file, and what its header promises.
public struct Statement: Sendable, Hashable {
    /// Folder and file, for example `article/page_before`.
    public let name: String
    /// The whole text of the file; comments are the server's to skip.
    public let sql: String
    /// `$1`, `$2`, … in order.
    public let parameters: [Parameter]
    /// The columns of its rows, in order; none for «-> nothing».
    public let columns: [Column]
    /// The index that it reads by, when the header names one.
    public let index: String?

    /// What stands for one `$n`.
    public struct Parameter: Sendable, Hashable {
        /// The name in the header.
        public let name: String
        /// PostgreSQL's name of the type, for example `timestamptz` or `text[]`.
        public let type: String
    }

    /// One column of the answer.
    public struct Column: Sendable, Hashable {
        /// The column's name.
        public let name: String
        /// PostgreSQL's name of the type.
        public let type: String
    }

    /// Reads a statement and its header (style.md, item 29).
    /// - Throws: `PostgresError.statementInvalid`, which says what to mend.
    public init(name: String, sql: String) throws {
        let header = try StatementHeader(name: name, sql: sql)
        self.name = name
        self.sql = sql
        parameters = header.parameters
        columns = header.columns
        index = header.index
    }
}
