import Foundation
import HummingbirdCore
import Newsroom

/// Reads the parameters of a query by name, and remembers every fault.
struct RequestQuery {
    private(set) var checker = FieldChecker()
    private var values: [String: [String]] = [:]
    private var known: [String] = []

    /// Takes a query apart: `&` between, `+` and `%20` for a blank.
    init(_ uri: URI) { self.init(encoded: uri.query ?? "") }

    /// Takes apart what a form sends in a body, or an address after its question mark.
    init(encoded text: String) {
        for part in text.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(RequestQuery.decoded)
            guard let name = pair[0], let value = pair.count == 2 ? pair[1] : "" else {
                checker.fault(String(part.prefix(40)), "is not percent-encoded UTF-8")
                continue
            }
            values[name, default: []].append(value)
        }
    }

    /// Takes a parameter that stands at most once; an empty one is as good as none.
    mutating func text(_ name: String) -> String? {
        known.append(name)
        let found = values.removeValue(forKey: name) ?? []
        if found.count > 1 { checker.fault(name, "stands more than once") }
        return found.first.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Takes a parameter that may stand more than once.
    mutating func texts(_ name: String) -> [String] {
        known.append(name)
        return values.removeValue(forKey: name) ?? []
    }

    /// Takes a parameter that is some value's text.
    mutating func value<Value: LosslessStringConvertible>(_ name: String, _ what: String, _ type: Value.Type = Value.self)
        -> Value?
    {
        guard let text = text(name) else { return nil }
        let value = Value(text)
        if value == nil { checker.fault(name, "must be \(what)") }
        return value
    }

    /// Takes a number in a range.
    mutating func number(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            checker.fault(name, "must be a number in \(range.lowerBound)...\(range.upperBound)")
            return nil
        }
        return number
    }

    /// Remembers a fault.
    mutating func fault(_ name: String, _ detail: String) { checker.fault(name, detail) }

    /// Takes one of some words.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Word.Type = Word.self) -> Word? {
        guard let text = text(name) else { return nil }
        let word = Word(rawValue: text)
        if word == nil { fault(name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))") }
        return word
    }

    /// Ends the reading.
    /// - Throws: 400 when there was any fault, or a parameter that nobody asked for.
    mutating func finish() throws(Problem) {
        for name in values.keys.sorted() {
            checker.fault(String(name.prefix(40)), "is not known here; known are \(known.joined(separator: ", "))")
        }
        do {
            try checker.finish()
        } catch {
            throw Problem(
                .invalidParameters, error.entries.prefix(3).map { "«\($0.field)» \($0.detail)" }.joined(separator: "; "),
                errors: error.entries)
        }
    }

    private static func decoded(_ text: Substring) -> String? {
        // Most have nothing to decode.
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "%") }) else { return String(text) }
        return text.replacing("+", with: " ").removingPercentEncoding
    }
}
