import Foundation

/// What is wrong with the fields of a request, one entry a fault.
public struct FieldErrors: Error, Sendable, Hashable {
    /// One fault.
    public struct Entry: Sendable, Hashable {
        /// The field's name as the client wrote it, for example `headline` or `tags[3]`.
        public let field: String
        /// What is wrong and what would be right, as a sentence without its full stop.
        public let detail: String

        /// Names a fault.
        public init(field: String, detail: String) {
            self.field = field
            self.detail = detail
        }
    }

    /// At least one.
    public let entries: [Entry]

    /// Gathers faults.
    public init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// One fault of one field.
    public init(field: String, _ detail: String) {
        self.entries = [Entry(field: field, detail: detail)]
    }
}

/// A value is missing, and nobody found fault with it: a bug of ours, to be answered as one.
public struct UncheckedValue: Error {}

/// Checks one field after the other and remembers every fault, so that a client hears of all at once.
public struct FieldChecker: Sendable {
    private var entries: [FieldErrors.Entry] = []

    /// Starts with no fault.
    public init() {}

    /// Remembers a fault.
    public mutating func fault(_ field: String, _ detail: String) {
        entries.append(.init(field: field, detail: detail))
    }

    /// Remembers the faults of another check.
    public mutating func faults(_ errors: FieldErrors) {
        entries += errors.entries
    }

    /// Makes a value, or remembers what is wrong with it.
    public mutating func faultless<Value>(_ make: () throws(FieldErrors) -> Value) -> Value? {
        do {
            return try make()
        } catch {
            faults(error)
            return nil
        }
    }

    /// Checks a text on one line, and takes the white space off its ends.
    public mutating func line(_ field: String, _ value: String, _ characters: ClosedRange<Int>) -> String {
        let trimmed = text(field, value, characters)
        if trimmed.contains(where: \.isNewline) { fault(field, "must stand on one line") }
        // They would turn round what stands beside the text, too.
        let isDirection = { (scalar: Unicode.Scalar) in
            (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        }
        if trimmed.unicodeScalars.contains(where: isDirection) { fault(field, "must not contain bidirectional controls") }
        return trimmed
    }

    /// Checks a text, and takes the white space off its ends.
    public mutating func text(_ field: String, _ value: String, _ characters: ClosedRange<Int>) -> String {
        let trimmed = value.trimmingCharacters(in: .whitespacesAndNewlines)
        refuseControls(field, trimmed)
        if !characters.contains(trimmed.count) {
            fault(field, "must have \(characters.lowerBound)...\(characters.upperBound) characters, has \(trimmed.count)")
        } else if trimmed.unicodeScalars.count > Limits.maxCodePointsPerCharacter * characters.upperBound {
            // One character may have any number of marks on it.
            fault(field, "has too many combining marks")
        } else if characters.lowerBound > 0, !TextFolding.isVisible(trimmed) {
            fault(field, "must have a character that can be seen")
        }
        return trimmed
    }

    /// Checks a slug.
    public mutating func slug(_ field: String, _ value: String) -> Slug? {
        let slug = Slug(value)
        if slug == nil { fault(field, "must be 1...80 lower-case letters, digits and single hyphens") }
        return slug
    }

    /// Checks a long text by its bytes.
    public mutating func bytes(_ field: String, _ value: String, max: Int) -> String {
        refuseControls(field, value)
        if value.utf8.count > max { fault(field, "must have at most \(max) bytes, has \(value.utf8.count)") }
        return value
    }

    /// Checks tags: lower case, each once, in the order given.
    public mutating func tags(_ field: String, _ values: [String]) -> [String] {
        let limit = Limits.maxTagCount
        if values.count > limit { fault(field, "must have at most \(limit) tags, has \(values.count)") }
        var seen: Set<String> = []
        return values.prefix(Limits.maxTagCount).enumerated().compactMap { index, value in
            let tag = line("\(field)[\(index)]", value, Limits.tagCharacters).lowercased()
            return seen.insert(tag).inserted ? tag : nil
        }
    }

    /// Ends the check.
    /// - Throws: `FieldErrors` when there was any fault.
    public func finish() throws(FieldErrors) {
        if !entries.isEmpty { throw FieldErrors(entries) }
    }

    /// Ends the check, and gives what it found. Mutating, so that the values may be checked where they are handed over.
    /// - Throws: `FieldErrors` when there was any fault; `UncheckedValue` when a value is missing that no check missed.
    public mutating func finish<each Value>(giving values: repeat (each Value)?) throws -> (repeat each Value) {
        try finish()
        func found<Found>(_ value: Found?) throws(UncheckedValue) -> Found {
            guard let value else { throw UncheckedValue() }
            return value
        }
        return (repeat try found(each values))
    }

    /// NUL cannot be stored; other controls but tab and line ends are never meant.
    private mutating func refuseControls(_ field: String, _ value: String) {
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.value < 0x20 && scalar != "\n" && scalar != "\r" && scalar != "\t" || scalar.value == 0x7F
        }
        if value.unicodeScalars.contains(where: isControl) { fault(field, "must not contain control characters") }
    }
}
