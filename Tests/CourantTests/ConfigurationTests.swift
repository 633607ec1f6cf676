import Foundation
import NewsroomWeb
import Testing

@testable import courant

struct ConfigurationTests {
    private static let database = ["DATABASE_URL": "postgresql:///courant"]

    private func settings(
        _ arguments: [String] = [], _ environment: [String: String] = [:]
    ) async throws -> Settings {
        try Settings(
            try await ConfigurationSources(
                arguments: arguments, environment: environment.merging(Self.database) { given, _ in given },
                scopes: [.everyCommand, .serve]))
    }

    private func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "courant-\(UUID().uuidString).json").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }  // a leftover in the temporary folder harms nobody
        try await body(path)
    }

    @Test func `Every key has a name, a variable and a flag of its own, and a line for people`() {
        let keys = ConfigurationKey.all
        #expect(Set(keys.map(\.name)).count == keys.count)
        #expect(Set(keys.map(\.variable)).count == keys.count)
        for key in keys {
            #expect(!key.doc.isEmpty)
            #expect(key.variable.hasPrefix("COURANT_") || ["DATABASE_URL", "HOST", "PORT"].contains(key.variable))
            let help = ConfigurationKey.help(for: [.everyCommand, .serve])
            #expect(help.contains("\(key.flag) ") && help.contains(key.variable) && help.contains(key.doc))
        }
    }

    @Test func `The defaults can be read`() async throws {
        let settings = try await settings()
        #expect(settings.port == 8080)
        #expect(settings.host == "127.0.0.1")
        #expect(settings.ringBytes == 64 << 20)
        #expect(settings.eventRetention == .seconds(7 * 86_400))
        #expect(settings.web.corsOrigins.isEmpty)
        #expect(settings.tls == nil)
    }

    @Test func `Flags win over the environment, and both over a file`() async throws {
        try await withFile(#"{"port": 1, "host": "a", "drain": "3s", "cors_origins": ["https://a.example"]}"#) { path in
            let settings = try await settings(["--port=3"], ["PORT": "2", "HOST": "b", "COURANT_CONFIG": path])
            #expect(settings.port == 3)
            #expect(settings.host == "b")
            #expect(settings.drain == .seconds(3))
            #expect(settings.web.corsOrigins == ["https://a.example"])
        }
    }

    @Test(
        arguments: [
            (["--prot", "1"], [:], "did you mean «--port»"), (["--port"], [:], "needs a value"), (["x"], [:], "not expected"),
            ([], ["COURANT_DRAINN": "1"], "did you mean «COURANT_DRAIN»"),
            ([], ["PORT": "70000"], "PORT: «70000» is not a number in 0...65535"),
            (["--port", "x"], [:], "--port: «x» is not a number"),
            ([], ["COURANT_DRAIN": "soon"], "COURANT_DRAIN: «soon» is not a duration"),
            ([], ["COURANT_RING_BYTES": "1TB"], "is not a size"), ([], ["COURANT_LOG_LEVEL": "loud"], "is not a log level"),
            ([], ["COURANT_CORS_ORIGINS": "example.org"], "is not a list of origins"),
            ([], ["COURANT_PUBLIC_URL": "https://a/b"], "is not an address"),
            ([], ["COURANT_TLS_KEY": "x"], "needs COURANT_TLS_CERTIFICATE"),
            ([], ["DATABASE_URL": "postgres://%zz"], "DATABASE_URL is no database"),
            ([], ["COURANT_CONFIG": "/nonexistent"], "cannot be read"),
            ([], ["COURANT_SQL_DIRECTORY": "/nonexistent"], "there is no folder"),
        ] as [([String], [String: String], String)])
    func `A wrong setting is named with its source`(_ arguments: [String], environment: [String: String], words: String)
        async throws
    {
        do {
            _ = try await settings(arguments, environment)
            Issue.record("nothing was refused")
        } catch {
            #expect("\(error)".contains(words), "\(error)")
        }
    }

    @Test func `An unknown key of a file is refused`() async throws {
        try await withFile(#"{"prot": 1}"#) { path in
            do {
                _ = try await settings(["--config", path])
                Issue.record("nothing was refused")
            } catch {
                #expect("\(error)".contains("did you mean «port»"), "\(error)")
            }
        }
    }

    @Test func `A password is never shown`() async throws {
        do {
            _ = try await settings([], ["DATABASE_URL": "postgres://user:s3cret%zz@host/db"])
            Issue.record("nothing was refused")
        } catch {
            #expect(!"\(error)".contains("s3cret"), "\(error)")
        }
    }

    @Test(arguments: [("500ms", 0.5), ("15", 15), ("15s", 15), ("2m", 120), ("1h", 3600), ("7d", 604_800)])
    func `Durations are read with their units`(_ text: String, seconds: Double) {
        #expect(SettingsReader.duration(text) == .seconds(seconds))
    }

    @Test(arguments: ["", "0", "-1s", "1.5s", "s", "1y", "99999999999d"])
    func `What is no duration is none`(_ text: String) {
        #expect(SettingsReader.duration(text) == nil)
    }
}
