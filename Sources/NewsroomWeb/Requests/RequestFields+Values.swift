import Newsroom

extension RequestFields {
    /// Takes one of some words that must be there.
    mutating func requiredWord<Word: RawRepresentable<String> & CaseIterable>(_ field: String) -> Word? {
        if !contains(field) { checker.fault(field, "is required") }
        return word(field)
    }

    /// Takes a member that is some value's text, or `nil` when it is absent.
    mutating func value<Value: LosslessStringConvertible>(_ field: String, _ what: String) -> Value? {
        guard let text = text(field) else { return nil }
        let value = Value(text)
        if value == nil { checker.fault(field, "must be \(what)") }
        return value
    }

    /// Takes a member that is some value's text, and must be there.
    mutating func requiredValue<Value: LosslessStringConvertible>(_ field: String, _ what: String) -> Value? {
        if !contains(field) { checker.fault(field, "is required") }
        return value(field, what)
    }

    /// Takes a whole number in a range that must be there.
    mutating func requiredNumber(_ field: String, in range: ClosedRange<Int>) -> Int? {
        if !contains(field) { checker.fault(field, "is required") }
        return number(field, in: range)
    }
}
