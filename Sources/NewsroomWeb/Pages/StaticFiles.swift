import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The style sheet, the script's modules and the icon, read once. Each is served under a name with its content's hash in it, for good.
struct StaticFiles: Sendable {
    private struct File: Sendable {
        let body: ByteBuffer
        let mediaType: String
    }

    /// By name with hash.
    private let files: [String: File]
    /// What pages load.
    let assets: PageAssets

    static let mediaTypes = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
        "txt": "text/plain; charset=utf-8",
    ]
    private static let style = "courant.css"
    private static let script = "courant.js"
    private static let icon = "icon.svg"
    private static let consoleStyle = "moderation.css"
    private static let consoleScript = "moderation.js"
    private static let needed = [
        (style, "the layout"), (script, "the layout"), (icon, "the layout"), (consoleStyle, "the console"),
        (consoleScript, "the console"),
    ]

    /// Reads a folder without its subfolders.
    /// - Throws: `TemplateError` for a file that a page needs and is not there, for one of an unknown kind, and for modules that
    ///   import each other in a circle.
    init(directory: String) throws(TemplateError) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { throw .noFolder(directory) }
        var naming = Naming(directory: directory)
        for name in names.sorted() where !name.hasPrefix(".") { try naming.add(name) }
        for (name, page) in StaticFiles.needed where naming.hashed[name] == nil {
            throw .missing(file: "static/\(name)", neededBy: page)
        }
        func path(_ name: String) -> String { "/static/\(naming.hashed[name] ?? name)" }
        func modules(of script: String) -> [String] { (naming.imports[script] ?? []).sorted().map(path) }
        files = naming.files
        assets = PageAssets(
            style: path(StaticFiles.style), script: path(StaticFiles.script), icon: path(StaticFiles.icon),
            modules: modules(of: StaticFiles.script),
            console: ConsoleAssets(
                style: path(StaticFiles.consoleStyle), script: path(StaticFiles.consoleScript),
                modules: modules(of: StaticFiles.consoleScript)))
    }

    /// Answers for one file. Only names that were made at start are known, so no path leads out of the folder.
    func response(for name: String) -> Response? {
        guard let file = files[name] else { return nil }
        return Response(
            status: .ok,
            headers: [.contentType: file.mediaType, .cacheControl: "public, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: file.body))
    }

    /// Gives files their names. A module is named after what it imports is, because its text holds those names.
    private struct Naming {
        let directory: String
        var hashed: [String: String] = [:]
        var files: [String: File] = [:]
        /// What a module imports, and what that imports, by name.
        var imports: [String: Set<String>] = [:]
        private var underway: Set<String> = []

        init(directory: String) { self.directory = directory }

        mutating func add(_ name: String) throws(TemplateError) {
            if hashed[name] != nil { return }
            guard underway.insert(name).inserted else { throw .malformed(file: "static/\(name)", reason: "it imports itself") }
            guard let dot = name.lastIndex(of: "."), let mediaType = StaticFiles.mediaTypes[String(name[dot...].dropFirst())]
            else {
                throw .malformed(file: "static/\(name)", reason: "a file of this kind is not served")
            }
            guard var data = FileManager.default.contents(atPath: "\(directory)/\(name)") else {
                throw .missing(file: "static/\(name)", neededBy: "a module")
            }
            if name.hasSuffix(".js") { data = try linked(data, as: name) }
            let digest = SHA256.hash(data: data).prefix(6).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
                .joined()
            let unique = "\(name[..<dot]).\(digest)\(name[dot...])"
            hashed[name] = unique
            files[unique] = File(body: ByteBuffer(bytes: data), mediaType: mediaType)
        }

        private mutating func linked(_ data: Data, as name: String) throws(TemplateError) -> Data {
            var text = String(decoding: data, as: UTF8.self)
            for match in text.matches(of: #/from "\./(?<name>[a-z-]+\.js)"/#) {
                let imported = String(match.output.name)
                try add(imported)
                imports[name, default: []].formUnion([imported] + (imports[imported] ?? []))
                text = text.replacing("from \"./\(imported)\"", with: "from \"./\(hashed[imported] ?? imported)\"")
            }
            return Data(text.utf8)
        }
    }
}
