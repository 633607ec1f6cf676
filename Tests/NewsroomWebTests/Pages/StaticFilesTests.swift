import Foundation
import Hummingbird
import Testing

@testable import NewsroomWeb

struct StaticFilesTests {
    let files: StaticFiles

    init() throws {
        files = try StaticFiles(directory: PageFixture.templates + "/static")
    }

    private func name(of path: String) -> String { String(path.dropFirst("/static/".count)) }

    @Test func `Files are served under their content's hash, for good`() async throws {
        for (path, type) in [
            (files.assets.style, "text/css"), (files.assets.script, "text/javascript"), (files.assets.icon, "image/svg+xml"),
        ] {
            #expect(path.contains(/\.[0-9a-f]{12}\.(css|js|svg)$/))
            let response = try #require(files.response(for: name(of: path)))
            #expect(response.headers[.contentType]?.hasPrefix(type) == true)
            #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
        }
    }

    @Test func `Modules import each other under their hashed names`() async throws {
        var modules: [String] = []
        for path in [files.assets.script, files.assets.console.script] + files.assets.modules + files.assets.console.modules {
            let script = try await text(of: try #require(files.response(for: name(of: path))))
            modules += script.matches(of: /from "\.\/([^"]+)"/).map { String($0.output.1) }
        }
        #expect(!modules.isEmpty)
        for module in modules { #expect(files.response(for: module) != nil, "\(module)") }
    }

    @Test func `Readers load nothing of the moderators' console`() async throws {
        #expect(!files.assets.modules.contains { $0.contains("/console-") || $0.contains("/moderation") })
        #expect(files.assets.console.modules.filter { $0.contains("/console-") }.count > 4)
        for path in files.assets.console.modules + [files.assets.console.script, files.assets.console.style] {
            #expect(files.response(for: name(of: path)) != nil, "\(path)")
        }
    }

    @Test(arguments: [
        "courant.js", "../layout.mustache", "..%2Flayout.mustache", "", ".", "..", "/etc/passwd", "courant.000000000000.js",
    ])
    func `Nothing else is served`(name: String) {
        #expect(files.response(for: name) == nil)
    }

    @Test func `A missing file or a circle of imports is an error`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // What is left behind is the system's to clear.
        #expect(throws: TemplateError.missing(file: "static/courant.css", neededBy: "the layout")) {
            try StaticFiles(directory: folder.path())
        }
        try Data(#"import { b } from "./b.js";"#.utf8).write(to: folder.appending(path: "a.js"))
        try Data(#"import { a } from "./a.js";"#.utf8).write(to: folder.appending(path: "b.js"))
        #expect(throws: TemplateError.malformed(file: "static/a.js", reason: "it imports itself")) {
            try StaticFiles(directory: folder.path())
        }
    }
}
