import FoundationEssentials

/// All statements of a folder: `<directory>/<noun>/<name>.sql`, but for `schema/` and `seed/`.
public struct StatementLibrary: Sendable {
    private static let otherFolders: Set<String> = ["schema", "seed"]
    private let directory: String
    private let statements: [String: Statement]

    /// Reads every statement.
    /// - Parameter directory: The `sql` folder.
    /// - Throws: `PostgresError.statementInvalid`: the folder is missing, or a header needs mending.
    public init(directory: String) throws {
        self.directory = directory
        var statements: [String: Statement] = [:]
        for folder in try SQLFolder(path: directory).subfolders where !Self.otherFolders.contains(folder.name) {
            for file in try folder.files {
                let name = "\(folder.name)/\(file.name)"
                statements[name] = try Statement(name: name, sql: file.text)
            }
        }
        self.statements = statements
    }

    /// Returns the statement of a name.
    /// - Parameter name: Folder and file without `.sql`.
    /// - Throws: `PostgresError.statementInvalid`, which names the file that is missing.
    public func statement(_ name: String) throws -> Statement {
        guard let statement = statements[name] else {
            throw PostgresError(.statementInvalid, "There is no file \(directory)/\(name).sql", statement: name)
        }
        return statement
    }

    /// Every statement, by name.
    public var all: [Statement] {
        statements.values.sorted { $0.name < $1.name }
    }
}
