import FoundationEssentials

/// A folder with `.sql` files.
struct SQLFolder {
    /// One file, with its name without `.sql`.
    struct File {
        let name: String
        let text: String
    }

    let path: String

    var name: String { String(path.split(separator: "/").last ?? "") }

    /// The folders in it, by name.
    var subfolders: [SQLFolder] {
        get throws {
            try entries.map { SQLFolder(path: "\(path)/\($0)") }.filter { folder in
                var isDirectory = false
                return FileManager.default.fileExists(atPath: folder.path, isDirectory: &isDirectory) && isDirectory
            }
        }
    }

    /// The `.sql` files in it, by name.
    var files: [File] {
        get throws {
            try entries.filter { $0.hasSuffix(".sql") }.map { entry in
                File(name: String(entry.dropLast(4)), text: try String(contentsOfFile: "\(path)/\(entry)", encoding: .utf8))
            }
        }
    }

    private var entries: [String] {
        get throws {
            do {
                return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            } catch {
                throw PostgresError(.statementInvalid, "The folder \(path) cannot be read", cause: error)
            }
        }
    }
}
