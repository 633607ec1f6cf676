/// Compares the files with what a database has been through. Decides; never asks.
struct MigrationPlan {
    /// A row of `public.schema_migration`.
    struct Applied: Equatable {
        let version: Int
        let name: String
        let checksum: String
    }

    /// What is still to be done, in order.
    let pending: [Migration]

    /// - Throws: `PostgresError.migrationInvalid` when they do not fit.
    init(files: [Migration], applied: [Applied]) throws {
        try Self.check(files)
        let applied = applied.sorted { $0.version < $1.version }
        for row in applied {
            guard let file = files.first(where: { $0.version == row.version }) else {
                throw PostgresError(
                    .migrationInvalid,
                    "The database is newer than this program: it has been through \(row.version) (\(row.name)), "
                        + "and the newest file is \(files.last?.fileName ?? "none")",
                    hint: "Deploy the program that has that migration; migrations go forward only.")
            }
            guard file.checksum == row.checksum else {
                throw PostgresError(
                    .migrationInvalid, "\(file.fileName) has changed since it was applied",
                    hint: "Bring its text back, and put the change into a new migration.")
            }
        }
        let isGapless = applied.map(\.version) == applied.indices.map { $0 + 1 }
        guard isGapless else {
            throw PostgresError(.migrationInvalid, "public.schema_migration has gaps: \(applied.map(\.version))")
        }
        pending = Array(files.dropFirst(applied.count))
    }

    /// Numbers must be 1, 2, 3, … each once.
    static func check(_ files: [Migration]) throws {
        for (index, file) in files.enumerated() where file.version != index + 1 {
            let previous = index > 0 ? files[index - 1].fileName : "the start"
            throw PostgresError(.migrationInvalid, "\(file.fileName) comes after \(previous): number \(index + 1) was expected")
        }
    }
}
