import Foundation

/// Lends a folder with the given files.
func withTemporaryFolder<R>(_ files: [String: String], _ body: (String) async throws -> R) async throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "courant-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }  // the system sweeps what is left
    for (path, text) in files {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    return try await body(folder.path(percentEncoded: false))
}
