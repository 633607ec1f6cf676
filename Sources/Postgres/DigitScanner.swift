/// Reads numbers off ASCII text, without any allocation.
struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    /// Up to nine digits.
    mutating func number() -> Int64? {
        var (value, count) = (Int64(0), 0)
        while count < 9, let digit = digit() {
            value = value * 10 + digit
            count += 1
        }
        return count == 0 ? nil : value
    }

    /// Digits after a point, as if there were exactly so many.
    mutating func fraction(digits: Int) -> Int64 {
        var value: Int64 = 0
        for _ in 0..<digits { value = value * 10 + (digit() ?? 0) }
        return value
    }

    /// Seconds east of UTC: `+00`, `-03:30`, `+05:53:28`.
    mutating func offset() -> Int64? {
        let isEast = skip("+")
        guard isEast || skip("-"), let hours = number() else { return nil }
        let minutes = skip(":") ? number() ?? 0 : 0
        let seconds = skip(":") ? number() ?? 0 : 0
        let total = hours * 3600 + minutes * 60 + seconds
        return isEast ? total : -total
    }

    private mutating func digit() -> Int64? {
        guard let byte = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        rest.removeFirst()
        return Int64(byte - UInt8(ascii: "0"))
    }
}
