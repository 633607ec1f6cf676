import Foundation
import Newsroom

/// Reads the members of a JSON object by name and type, and remembers every fault, so that a client hears of all at once.
///
/// A member that nobody asked for is a fault, and so is one that stands twice.
struct RequestFields {
    /// Takes more faults, for example of rules between fields.
    var checker = FieldChecker()
    private var members: [String: JSON] = [:]

    /// Takes an object apart.
    /// - Throws: 422 when it is none.
    init(_ json: JSON) throws(Problem) {
        guard case .object(let entries) = json else {
            throw Problem(.invalidFields, "The body must be a JSON object, is \(json.kind)")
        }
        for entry in entries {
            if members.updateValue(entry.value, forKey: entry.name) != nil {
                checker.fault(entry.name, "stands more than once")
            }
        }
    }

    /// Whether a member stands there, be it `null`.
    func contains(_ field: String) -> Bool { members[field] != nil }

    /// Whether a member is absent, or as good as absent: `null`.
    func lacks(_ field: String) -> Bool { members[field].map { $0 == .null } ?? true }

    /// Takes a text, or `nil` when it is absent.
    mutating func text(_ field: String) -> String? {
        switch members.removeValue(forKey: field) {
        case nil: return nil
        case .string(let value): return value
        case let value?:
            checker.fault(field, "must be a string, is \(value.kind)")
            return nil
        }
    }

    /// Takes a member that must be there.
    /// - Parameter detail: What is wrong when it is absent, or `null`.
    /// - Returns: `nil` when a fault was remembered.
    mutating func required<Value>(
        _ field: String, _ detail: String = "is required", _ take: (inout RequestFields, String) -> Value?
    ) -> Value? {
        guard lacks(field) else { return take(&self, field) }
        members[field] = nil
        checker.fault(field, detail)
        return nil
    }

    /// Takes a text that must be there.
    /// - Returns: `nil` when a fault was remembered.
    mutating func requiredText(_ field: String) -> String? { required(field) { $0.text($1) } }

    /// Takes a list of texts, or `nil` when it is absent.
    mutating func texts(_ field: String) -> [String]? {
        guard let value = members.removeValue(forKey: field) else { return nil }
        guard case .array(let values) = value else {
            checker.fault(field, "must be an array of strings, is \(value.kind)")
            return nil
        }
        return values.enumerated().compactMap { index, value in
            if case .string(let text) = value { return text }
            checker.fault("\(field)[\(index)]", "must be a string, is \(value.kind)")
            return nil
        }
    }

    /// Takes a whole number in a range, or `nil` when it is absent or `null`.
    mutating func number(_ field: String, in range: ClosedRange<Int>) -> Int? {
        switch members.removeValue(forKey: field) {
        case nil, .null: return nil
        case .numeral(let text):
            if let number = Int(text), range.contains(number) { return number }
        case .bool, .string, .array, .object, .written: break
        }
        checker.fault(field, "must be a number in \(range.lowerBound)...\(range.upperBound)")
        return nil
    }

    /// Takes `true` or `false`, or `nil` when it is absent.
    mutating func flag(_ field: String) -> Bool? {
        switch members.removeValue(forKey: field) {
        case nil: return nil
        case .bool(let value): return value
        case let value?:
            checker.fault(field, "must be true or false, is \(value.kind)")
            return nil
        }
    }

    /// Takes an identifier, or `nil` when it is absent or `null`.
    mutating func identifier<Subject>(_ field: String) -> Identifier<Subject>? {
        if case .null = members[field] { members[field] = nil }
        guard let text = text(field) else { return nil }
        let id = Identifier<Subject>(text)
        if id == nil { checker.fault(field, "must be an id") }
        return id
    }

    /// Takes a list of objects, or `nil` when it is absent.
    /// - Parameter read: Reads one; its faults are told under the place in the list.
    mutating func objects<Value>(_ field: String, _ read: (inout RequestFields) -> Value?) -> [Value]? {
        guard let value = members.removeValue(forKey: field) else { return nil }
        guard case .array(let values) = value else {
            checker.fault(field, "must be an array of objects, is \(value.kind)")
            return nil
        }
        return values.enumerated().compactMap { index, value in
            do {
                var fields = try RequestFields(value)
                let read = read(&fields)
                try fields.finish()
                return read
            } catch let error as FieldErrors {
                for entry in error.entries { checker.fault("\(field)[\(index)].\(entry.field)", entry.detail) }
            } catch {
                checker.fault("\(field)[\(index)]", "must be an object, is \(value.kind)")
            }
            return nil
        }
    }

    /// Takes a slug, or `nil` when it is absent.
    mutating func slug(_ field: String) -> Slug? { text(field).flatMap { checker.slug(field, $0) } }

    /// Takes a time: `nil` when it is absent, `.some(nil)` when it is `null`.
    mutating func time(_ field: String) -> Date?? {
        if case .null = members[field] {
            members[field] = nil
            return .some(nil)
        }
        guard let text = text(field) else { return nil }
        guard let time = Timestamp.date(from: text) else {
            checker.fault(field, "must be a time as in RFC 3339, for example 2026-05-01T10:00:00Z")
            return nil
        }
        return .some(time)
    }

    /// Takes one of some words, or `nil` when it is absent.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ field: String, _ words: [Word] = Array(Word.allCases))
        -> Word?
    {
        guard let text = text(field) else { return nil }
        let word = words.first { $0.rawValue == text }
        if word == nil { checker.fault(field, "must be one of \(words.map(\.rawValue).joined(separator: ", "))") }
        return word
    }

    /// Takes a member that only the server sets, and says so.
    mutating func refuse(_ fields: [String], because reason: String) {
        for field in fields where members.removeValue(forKey: field) != nil { checker.fault(field, reason) }
    }

    /// Ends the reading.
    /// - Throws: `FieldErrors` when there was any fault, or a member that nobody asked for.
    mutating func finish() throws(FieldErrors) {
        for field in members.keys.sorted() { checker.fault(field, "is not known here") }
        members = [:]
        try checker.finish()
    }

    /// Ends the reading, and gives what it found.
    /// - Throws: `FieldErrors` as above; `UncheckedValue` when a value is missing that no check missed.
    mutating func finish<each Value>(giving values: repeat (each Value)?) throws -> (repeat each Value) {
        try finish()
        return try checker.finish(giving: repeat each values)
    }
}
