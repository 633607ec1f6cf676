/// One step of the schema: a file `NNNN_name.sql`.
public struct Migration: Sendable, Hashable {
    /// From 1, without gaps.
    public let version: Int
    /// The file's name after the number, for example `articles`.
    public let name: String
    /// Marks the file's content, so that an edit after the fact is noticed.
    public let checksum: String
    let sql: String

    init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
        checksum = Checksum(of: sql).description
    }

    /// The file's name.
    public var fileName: String {
        let digits = String(version)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_\(name).sql"
    }

    init(file: SQLFolder.File) throws {
        let parts = file.name.split(separator: "_", maxSplits: 1)
        guard parts.count == 2, parts[0].count == 4, let version = Int(parts[0]), version > 0 else {
            throw PostgresError(.migrationInvalid, "\(file.name).sql: migrations are named NNNN_name.sql, from 0001")
        }
        self.init(version: version, name: String(parts[1]), sql: file.text)
    }
}
