import Newsroom

/// Reads what was typed after a command; what cannot be read is a fault of the command line.
enum CommandLineText {
    static func role(_ text: String) throws -> Role {
        guard let role = Role(rawValue: text) else {
            throw UsageError("--role takes \(Role.allCases.map(\.rawValue).joined(separator: ", ")), not «\(text)»")
        }
        return role
    }

    static func slug(_ text: String, _ what: String) throws -> Slug {
        guard let slug = Slug(text) else {
            throw UsageError("\(what) is lower-case letters, digits and hyphens, not «\(text)»")
        }
        return slug
    }

    /// Makes a value of it.
    static func checked<Value>(_ make: () throws -> Value) throws -> Value {
        do {
            return try make()
        } catch let error as FieldErrors {
            throw UsageError(error.entries.map { "\($0.field) \($0.detail)" }.joined(separator: "; "))
        }
    }
}
