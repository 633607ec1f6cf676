import Foundation
public import Postgres

/// The server that tests use: `COURANT_TEST_DATABASE_URL` (whose user may create databases), or the checkout's own cluster, started once.
public actor TestCluster {
    /// The one of this process.
    public static let shared = TestCluster()

    private var prepared: Task<PostgresConfiguration, any Error>?

    /// Where the checkout is.
    public static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path(percentEncoded: false)

    /// The database from which the tests' own are made; it stays untouched.
    public func administration() async throws -> PostgresConfiguration {
        if let prepared { return try await prepared.value }
        let task = Task { try await Self.find() }
        prepared = task
        return try await task.value
    }

    private static func find() async throws -> PostgresConfiguration {
        if let url = ProcessInfo.processInfo.environment["COURANT_TEST_DATABASE_URL"], !url.isEmpty {
            return PostgresConfiguration(connectionString: url, applicationName: "courant-test")
        }
        _ = try await run("ops/db", "start")
        let url = try await run("ops/db", "url", "courant")
        return PostgresConfiguration(connectionString: url, applicationName: "courant-test")
    }

    /// Runs a program of the checkout, without blocking a thread.
    /// - Returns: What it prints, at most what a pipe holds (64 KB), without the last newline.
    public static func run(
        _ program: String, _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> String {
        let process = Process()
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.executableURL = URL(filePath: "\(checkout)/\(program)")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        guard status == 0 else { throw TestProblem("\(program) \(arguments.joined(separator: " ")) ended with \(status)") }
        let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        return text.trimmingCharacters(in: .newlines)
    }
}
