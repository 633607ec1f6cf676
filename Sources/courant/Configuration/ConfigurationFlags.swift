/// Flags of the command line that are settings.
struct ConfigurationFlags: Sendable {
    let values: [ConfigurationKey: String]
    /// Of `--config`.
    let file: String?

    /// Reads `--flag value` and `--flag=value`; the last of a flag wins.
    init(_ arguments: [String], keys: [ConfigurationKey]) throws(UsageError) {
        var values: [ConfigurationKey: String] = [:]
        var file: String?
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else { throw UsageError("«\(argument)» is not expected here") }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let key = keys.first { $0.flag == parts[0] }
            guard key != nil || parts[0] == "--config" else {
                throw UsageError(unknown: parts[0], known: keys.map(\.flag) + ["--config"])
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw UsageError("\(parts[0]) needs a value")
            }
            if let key { values[key] = value } else { file = value }
        }
        self.values = values
        self.file = file
    }
}

/// A command line that is not understood.
struct UsageError: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    init(unknown flag: String, known: [String]) {
        self.init(ConfigurationError.unknown(flag, in: "the command line", known: known).description)
    }
}
