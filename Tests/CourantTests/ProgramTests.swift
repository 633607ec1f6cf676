import Foundation
import Postgres
import TestSupport
import Testing

/// The built program, as operators meet it.
struct ProgramTests {
    private struct Outcome {
        let status: Int32
        let output: String
        let notes: String
    }

    /// Beside the tests, where the build puts it.
    private static let program = Bundle.main.bundleURL.appending(path: "courant")

    private func run(
        _ arguments: [String], _ environment: [String: String] = [:], input: String = ""
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL =
            FileManager.default.isExecutableFile(atPath: Self.program.path)
            ? Self.program : URL(filePath: "\(TestCluster.checkout)/.build/debug/courant")
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.currentDirectoryURL = URL(filePath: TestCluster.checkout)
        let (typed, output, notes) = (Pipe(), Pipe(), Pipe())
        typed.fileHandleForWriting.write(Data(input.utf8))
        try typed.fileHandleForWriting.close()
        process.standardInput = typed
        process.standardOutput = output
        process.standardError = notes
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { process in
                continuation.resume(
                    returning: Outcome(
                        status: process.terminationStatus,
                        output: String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self),
                        notes: String(decoding: notes.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)))
            }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
    }

    private static let nowhere = ["DATABASE_URL": "postgresql:///none?host=/nonexistent"]

    @Test(
        arguments: [
            (["--version"], [:], 0, ""), (["--help"], [:], 0, ""), (["serve", "--help"], [:], 0, ""),
            (["bogus"], [:], 64, "bogus"),
            (["serve", "--prot", "1"], [:], 64, "--port"), (["serve"], [:], 78, "DATABASE_URL"),
            (
                ["serve", "--port", "0", "--tls-certificate", "/nonexistent", "--tls-key", "/nonexistent"], nowhere, 78,
                "/nonexistent"
            ),
            (["serve", "--templates-directory", "/nonexistent"], nowhere, 78, "/nonexistent"),
            (["migrate"], nowhere, 69, "database"),
            (["token", "list"], nowhere, 69, "database"),
            (["token", "create", "--role", "king", "--name", "x"], nowhere, 64, "--role"),
            (["token", "revoke", "x"], nowhere, 64, "token's id"), (["import", "/nonexistent"], nowhere, 64, "/nonexistent"),
            (["account", "create", "--handle", "A b", "--name", "x"], nowhere, 64, "--handle"),
            (["account", "create", "--handle", "a", "--name", "x", "--role", "king"], nowhere, 64, "--role"),
            (["account", "list"], nowhere, 69, "database"),
            (["serve", "--trusted-proxies", "localhost"], nowhere, 78, "10.0.0.0/8"),
            (["serve", "--sso-issuer", "x"], nowhere, 78, "COURANT_SSO_AUDIENCE and COURANT_SSO_KEY_FILE"),
            (
                ["serve", "--sso-issuer", "x", "--sso-audience", "x", "--sso-key-file", "/nonexistent"], nowhere, 78,
                "/nonexistent"
            ),
            (
                ["serve", "--sso-issuer", "x", "--sso-audience", "x", "--sso-key-file", "Package.swift"], nowhere, 78,
                "cannot be used"
            ),
            (["serve", "--port", "0", "--host", "192.0.2.1"], nowhere, 1, "192.0.2.1"),
            (["bench", "fanout", "--help"], [:], 0, ""), (["bench", "fanout"], [:], 78, "DATABASE_URL"),
            (["bench", "idle"], nowhere, 69, "database"), (["bench", "fanout", "--readers", "0"], [:], 64, "above 0"),
            (["bench", "storm", "--server", "http://127.0.0.1:1"], [:], 64, "--token"),
            (["bench", "storm", "--stream", "ftp://x", "--publish", "http://127.0.0.1:1"], [:], 1, "plain HTTP"),
        ] as [([String], [String: String], Int32, String)])
    func `The exit status tells programs, and one line tells people`(
        _ arguments: [String], environment: [String: String], status: Int32, words: String
    ) async throws {
        let outcome = try await run(arguments, environment)
        #expect(outcome.status == status, "\(outcome.notes)")
        #expect(words.isEmpty || outcome.notes.contains(words), "\(outcome.notes)")
        #expect(!outcome.notes.contains("Fatal error"))
        if status == 0 { #expect(!outcome.output.isEmpty) }
    }

    @Test func `An account is made, listed, promoted, and gets another passphrase`() async throws {
        try await withTestDatabase { database in
            let environment = ["DATABASE_URL": database.configuration.connectionString]
            let create = ["account", "create", "--handle", "ana", "--name", "Ana Lima"]
            #expect(try await run(create, environment, input: "short\n").status == 64)
            #expect(try await run(create, environment).status == 64)
            #expect(try await run(create, environment, input: "correct horse\n").status == 0)
            let again = try await run(create, environment, input: "correct horse\n")
            #expect(again.status == 1 && again.notes.contains("already"))
            #expect(try await run(["account", "role", "ana", "--role", "writer"], environment).status == 0)
            let list = try await run(["account", "list", "--json"], environment)
            #expect(list.output.contains(#""author":"ana-lima""#) && list.output.contains(#""role":"writer""#))
            #expect(!list.output.contains("$y$"))
            #expect(try await run(["account", "passphrase", "ana"], environment, input: "another horse\n").status == 0)
            #expect(try await run(["account", "passphrase", "ben"], environment, input: "another horse\n").status == 1)
        }
    }

    @Test func `A token is made, listed and revoked`() async throws {
        try await withTestDatabase { database in
            let environment = ["DATABASE_URL": database.configuration.connectionString]
            let made = try await run(
                ["token", "create", "--role", "writer", "--name", "wire desk", "--expires", "30d"], environment)
            #expect(made.status == 0, "\(made.notes)")
            #expect(made.output.split(separator: "\n").count == 1)
            let list = try await run(["token", "list", "--json"], environment)
            #expect(list.output.contains(#""name":"wire desk""#))
            #expect(!list.output.contains(made.output.trimmingCharacters(in: .newlines)))
            let id = try #require(list.output.firstMatch(of: /"id":"([^"]+)"/)).output.1
            #expect(try await run(["token", "revoke", String(id)], environment).status == 0)
            #expect(try await run(["token", "revoke", String(id)], environment).status == 1)
        }
    }

    @Test func `An empty database is migrated once, and serve asks for it`() async throws {
        try await withEmptyTestDatabase { database in
            let environment = ["DATABASE_URL": database.configuration.connectionString]
            let unready = try await run(["serve", "--port", "0"], environment)
            #expect(unready.status == 78)
            #expect(unready.notes.contains("courant migrate"))
            #expect(try await run(["migrate", "--dry-run"], environment).output.hasPrefix("would apply 0001"))
            #expect(try await run(["migrate"], environment).output.hasPrefix("applied 0001"))
            #expect(try await run(["migrate"], environment).output.hasPrefix("nothing to apply"))
        }
    }
}
