import CLinux
import Glibc

/// The running number of a published event, as text in its data: `bench-00000123`. Any server passes it on, so all can be measured.
public enum Marker {
    static let prefix: [UInt8] = Array("bench-".utf8)
    static let digitCount = 8

    /// The text for a number.
    /// - Parameter number: 1...99,999,999.
    public static func text(_ number: Int) -> String {
        let digits = String(number)
        return "bench-" + String(repeating: "0", count: max(0, digitCount - digits.utf8.count)) + digits
    }

    /// The number of the first marker in some bytes; `nil` when there is none.
    package static func number(in bytes: UnsafeRawBufferPointer) -> Int? {
        var rest = bytes
        return take(from: &rest)
    }

    /// The number of the next marker.
    /// - Parameter bytes: Everything through the marker is cut off its front.
    package static func take(from bytes: inout UnsafeRawBufferPointer) -> Int? {
        while let start = bytes.baseAddress, let found = memmem(start, bytes.count, prefix, prefix.count) {
            bytes = UnsafeRawBufferPointer(rebasing: bytes[(UnsafeRawPointer(found) - start + prefix.count)...])
            if bytes.count >= digitCount, let number = DecimalDigits.number(bytes.prefix(digitCount)) { return number }
        }
        return nil
    }
}

/// Reads decimal digits.
enum DecimalDigits {
    /// - Returns: `nil` when there is none, or anything else among them.
    static func number(_ digits: some Sequence<UInt8>) -> Int? {
        var number: Int?
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit), (number ?? 0) < Int.max / 100 else { return nil }
            number = (number ?? 0) * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
