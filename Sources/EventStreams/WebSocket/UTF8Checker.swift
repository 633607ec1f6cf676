import NIOCore

/// Checks UTF-8 that comes in parts. Source: RFC 3629 section 4.
struct UTF8Checker: Equatable {
    /// Bytes that the character begun still needs, and between what the next one has to be.
    private var missingCount = 0
    private var next: ClosedRange<UInt8> = Self.continuation

    private static let continuation: ClosedRange<UInt8> = 0x80...0xBF
    /// Eight bytes of ASCII have none of these bits.
    private static let nonASCII: UInt64 = 0x8080_8080_8080_8080

    /// Whether no character is begun.
    var isComplete: Bool { missingCount == 0 }

    /// - Returns: Whether the text so far can be the beginning of a text.
    mutating func check(_ bytes: ByteBuffer) -> Bool {
        bytes.withUnsafeReadableBytes { bytes in
            var index = 0
            while index < bytes.count {
                if missingCount == 0, index + 8 <= bytes.count,
                    bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & Self.nonASCII == 0
                {
                    index += 8
                    continue
                }
                guard take(bytes[index]) else { return false }
                index += 1
            }
            return true
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        if missingCount > 0 {
            guard next.contains(byte) else { return false }
            missingCount -= 1
            next = Self.continuation
            return true
        }
        switch byte {
        case 0...0x7F: return true
        case 0xC2...0xDF: begin(1)
        case 0xE0: begin(2, 0xA0...0xBF)  // Not what has a shorter form,
        case 0xED: begin(2, 0x80...0x9F)  // not halves of surrogate pairs,
        case 0xE1...0xEF: begin(2)
        case 0xF0: begin(3, 0x90...0xBF)
        case 0xF1...0xF3: begin(3)
        case 0xF4: begin(3, 0x80...0x8F)  // and nothing above U+10FFFF.
        default: return false
        }
        return true
    }

    private mutating func begin(_ missing: Int, _ next: ClosedRange<UInt8> = continuation) {
        missingCount = missing
        self.next = next
    }
}
