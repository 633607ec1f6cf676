import Foundation

/// What programs read of us.
enum Output {
    /// Prints a line at once, also into a pipe.
    static func line(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

    /// Prints an object in JSON on one line, its members by name.
    static func line(json fields: [String: String?]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        line(String(decoding: try encoder.encode(fields), as: UTF8.self))
    }

    /// Asks people for something, on the same line.
    static func prompt(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    /// Prints a note for people.
    static func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}
