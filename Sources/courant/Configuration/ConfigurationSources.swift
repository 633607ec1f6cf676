import Configuration
import Foundation

/// Where settings come from: flags, then the environment, then a file. The first that has a key wins.
struct ConfigurationSources: Sendable {
    /// What was found, and where.
    struct Found: Sendable {
        let text: String
        /// For messages: `--port`, `PORT`, `«port» in courant.json`.
        let place: String
    }

    fileprivate struct Source: Sendable {
        let reader: ConfigReader
        let key: @Sendable (ConfigurationKey) -> ConfigKey
        let place: @Sendable (ConfigurationKey) -> String
    }

    private let sources: [Source]

    /// Opens the sources, and refuses what nobody knows in any of them.
    /// - Parameters:
    ///   - arguments: Flags with their values: `--port 8080` or `--port=8080`.
    ///   - environment: As the process got it.
    ///   - scopes: Whose flags are known; variables and files may always hold all.
    /// - Throws: `UsageError` for flags, `ConfigurationError` for the rest.
    init(arguments: [String], environment: [String: String], scopes: Set<ConfigurationKey.Scope>) async throws {
        let flags = try ConfigurationFlags(arguments, keys: ConfigurationKey.all.filter { scopes.contains($0.scope) })
        try ConfigurationSources.refuseUnknown(environment)
        let values = flags.values.map {
            (AbsoluteConfigKey([$0.key.name]), ConfigValue(.string($0.value), isSecret: $0.key.isSecret))
        }
        var sources = [
            Source(
                reader: ConfigReader(
                    provider: InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: values))),
                key: { ConfigKey([$0.name]) }, place: { $0.flag }),
            Source(
                reader: ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment)),
                key: { ConfigKey($0.variable.lowercased().split(separator: "_").map(String.init)) }, place: { $0.variable }),
        ]
        if let path = flags.file ?? environment[ConfigurationKey.fileVariable], !path.isEmpty {
            let provider = try await ConfigurationSources.file(path)
            sources.append(
                Source(
                    reader: ConfigReader(provider: provider), key: { ConfigKey([$0.name]) },
                    place: { "«\($0.name)» in \(path)" }))
        }
        self.sources = sources
    }

    /// What is set for a key. An empty text is as good as none.
    func find(_ key: ConfigurationKey) -> Found? {
        for source in sources {
            guard let text = source.text(source.key(key), isSecret: key.isSecret), !text.isEmpty else { continue }
            return Found(text: text, place: source.place(key))
        }
        return nil
    }

    private static func refuseUnknown(_ environment: [String: String]) throws(ConfigurationError) {
        let known = ConfigurationKey.all.map(\.variable) + [ConfigurationKey.fileVariable]
        for name in environment.keys.sorted() where name.hasPrefix("COURANT_") {
            if !known.contains(name), !ConfigurationKey.foreignVariables.contains(name) {
                throw .unknown(name, in: "the environment", known: known)
            }
        }
    }

    private static func file(_ path: String) async throws(ConfigurationError) -> FileProvider<JSONSnapshot> {
        let known = ConfigurationKey.all.map(\.name)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(
                "The configuration file \(path) cannot be read: give another with --config or \(ConfigurationKey.fileVariable)")
        }
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw ConfigurationError("The configuration file \(path) is no JSON object")
        }
        for name in object.keys.sorted() where !known.contains(name) { throw .unknown(name, in: path, known: known) }
        do {
            let location = InMemoryProvider(values: ["filePath": ConfigValue(.string(path), isSecret: false)])
            return try await FileProvider<JSONSnapshot>(config: ConfigReader(provider: location))
        } catch {
            throw ConfigurationError("The configuration file \(path) cannot be used: \(error)")
        }
    }
}

extension ConfigurationSources.Source {
    /// Files hold numbers, flags and the environment hold texts: all are read as texts, so that messages are the same.
    fileprivate func text(_ key: ConfigKey, isSecret: Bool) -> String? {
        reader.string(forKey: key, isSecret: isSecret)
            ?? reader.int(forKey: key, isSecret: isSecret).map { String($0) }
            ?? reader.double(forKey: key, isSecret: isSecret).map { String($0) }
            ?? reader.bool(forKey: key, isSecret: isSecret).map { String($0) }
            ?? reader.stringArray(forKey: key, isSecret: isSecret)?.joined(separator: ",")
    }
}
