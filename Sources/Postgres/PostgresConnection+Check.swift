import CLibpq

extension PostgresConnection {
    /// Compares a statement's header with what the server says about it, without running it.
    /// - Throws: `PostgresError.statementMismatch`, which lists every difference; the server's error when it cannot even prepare it.
    public func check(_ statement: Statement) async throws {
        guard let described = try await describe(statement) else { return }
        var differences: [String] = []
        let parameterTypes = described.parameterTypes
        if parameterTypes.count != statement.parameters.count {
            differences.append("\(parameterTypes.count) parameters instead of \(statement.parameters.count)")
        }
        for (index, (type, parameter)) in zip(parameterTypes, statement.parameters).enumerated() {
            guard let found = try await nameOfType(type, unless: parameter.type) else { continue }
            differences.append("$\(index + 1) \(parameter.name) is \(found) instead of \(parameter.type)")
        }
        let names = described.columnNames
        if names != statement.columns.map(\.name) {
            differences.append("columns \(names.joined(separator: ", "))")
        }
        for (type, column) in zip(described.columnTypes, statement.columns) {
            guard let found = try await nameOfType(type, unless: column.type) else { continue }
            differences.append("column \(column.name) is \(found) instead of \(column.type)")
        }
        guard differences.isEmpty else {
            throw PostgresError(
                .statementMismatch, "The server says otherwise than the header: \(differences.joined(separator: "; "))",
                statement: statement.name)
        }
    }

    /// - Returns: The server's name of a type, or nil when it is the declared one.
    private func nameOfType(_ type: Oid, unless declared: String) async throws -> String? {
        let rows = try await run(
            "SELECT format_type($1::oid, NULL) AS name WHERE to_regtype($2) IS DISTINCT FROM $1::oid::regtype",
            [Int64(type), declared])
        return try rows.first?.decode("name")
    }
}
