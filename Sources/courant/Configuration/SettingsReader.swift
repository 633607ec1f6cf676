import Foundation
import NewsroomWeb

/// Reads texts as what they stand for, and says of a wrong one where it stands and what would be right.
struct SettingsReader {
    private let sources: ConfigurationSources

    init(_ sources: ConfigurationSources) {
        self.sources = sources
    }

    func text(_ key: ConfigurationKey) -> String? { sources.find(key)?.text ?? key.defaultText }

    func value<Value>(_ key: ConfigurationKey, _ what: String, _ read: (String) -> Value?) throws(ConfigurationError) -> Value {
        let found = sources.find(key)
        guard let text = found?.text ?? key.defaultText else { preconditionFailure("\(key.name) has no default") }
        guard let value = read(text) else {
            let shown = key.isSecret ? "it" : "«\(text)»"
            throw ConfigurationError("\(found?.place ?? key.name): \(shown) is not \(what)")
        }
        return value
    }

    func number(_ key: ConfigurationKey) throws(ConfigurationError) -> Int {
        guard case .number(let range) = key.kind else { preconditionFailure("\(key.name) is no number") }
        return try value(key, "a number in \(range.lowerBound)...\(range.upperBound)") { text in
            Int(text.replacing("_", with: "")).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    func duration(_ key: ConfigurationKey) throws(ConfigurationError) -> Duration {
        try value(key, "a duration above zero: 500ms, 15s, 5m, 2h or 7d", SettingsReader.duration)
    }

    func bytes(_ key: ConfigurationKey) throws(ConfigurationError) -> Int {
        try value(key, "a size above zero: 65536, 512KiB, 64MiB or 1GiB", SettingsReader.bytes)
    }

    func origins(_ key: ConfigurationKey) throws(ConfigurationError) -> [String] {
        try value(key, "a list of origins as in https://example.org,https://example.net") { text in
            let origins = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
            return origins.allSatisfy { $0 == "*" || SettingsReader.isOrigin($0) } ? origins : nil
        }
    }

    func proxies(_ key: ConfigurationKey) throws(ConfigurationError) -> TrustedProxies {
        try value(key, "a list of addresses or ranges as in 10.0.0.0/8,::1") { text in
            TrustedProxies(text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty })
        }
    }

    func url(_ key: ConfigurationKey) throws(ConfigurationError) -> String? {
        guard sources.find(key) != nil else { return nil }
        // Typed: an optional value would let a refused text pass as «none».
        let origin: String = try value(key, "an address as in https://news.example.org, without a path") { text in
            let plain = text.hasSuffix("/") ? String(text.dropLast()) : text
            return SettingsReader.isOrigin(plain) ? plain : nil
        }
        return origin
    }

    static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number > 0, number < 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": return .milliseconds(number)
        case "", "s": return .seconds(number)
        case "m", "min": return .seconds(number * 60)
        case "h": return .seconds(number * 3600)
        case "d": return .seconds(number * 86_400)
        default: return nil
        }
    }

    static func bytes(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number > 0, number < 1 << 40 else { return nil }
        switch text.dropFirst(digits.count).trimmingCharacters(in: .whitespaces) {
        case "", "B": return number
        case "KiB", "K": return number << 10
        case "MiB", "M": return number << 20
        case "GiB", "G": return number << 30
        default: return nil
        }
    }

    /// Scheme, host and port, and nothing behind them.
    private static func isOrigin(_ text: String) -> Bool {
        guard let url = URL(string: text), url.scheme == "http" || url.scheme == "https", url.host() != nil else {
            return false
        }
        return url.path().isEmpty && url.query() == nil && url.fragment() == nil && url.user() == nil
    }

    /// A folder of ours: as given, or the first that exists under the working directory or above the program.
    static func directory(_ name: String, _ given: String?, _ key: ConfigurationKey) throws(ConfigurationError) -> String {
        if let given {
            if isDirectory(given) { return given }
            throw ConfigurationError("\(key.variable): there is no folder \(given)")
        }
        var candidates = [URL(filePath: FileManager.default.currentDirectoryPath).appending(path: name)]
        var folder = URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath().deletingLastPathComponent()
        if let program = Bundle.main.executableURL { folder = program.resolvingSymlinksInPath().deletingLastPathComponent() }
        candidates.append(folder.deletingLastPathComponent().appending(path: "share/courant/\(name)"))
        while folder.path != "/" {
            candidates.append(folder.appending(path: name))
            folder.deleteLastPathComponent()
        }
        if let found = candidates.map(\.path).first(where: isDirectory) { return found }
        throw ConfigurationError("The folder «\(name)» was not found: name it with \(key.flag) or \(key.variable)")
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
