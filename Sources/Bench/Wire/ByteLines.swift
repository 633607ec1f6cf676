import CLinux
import Glibc

/// Cuts bytes that arrive in pieces into lines. Only a line that a piece ends within is copied.
package struct ByteLines {
    /// A longer line is an error: nobody who is measured here sends one.
    package static let maxLineBytes = 4 << 20

    private var begun: [UInt8] = []
    private(set) var isOverlong = false

    package init() {}

    /// Whether a line has begun that has not ended.
    package var isWithinLine: Bool { !begun.isEmpty }

    /// Takes the next line, without its end (LF, or CR LF).
    /// - Parameters:
    ///   - bytes: What has arrived; what was taken is cut off its front.
    ///   - use: Gets the line; its bytes are good for the time of the call.
    /// - Returns: `nil` when the line is not complete; all bytes are then taken.
    package mutating func next<R>(_ bytes: inout UnsafeRawBufferPointer, _ use: (UnsafeRawBufferPointer) -> R) -> R? {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return nil }
        guard let end = memchr(start, Int32(UInt8(ascii: "\n")), bytes.count) else {
            if begun.count + bytes.count > ByteLines.maxLineBytes { isOverlong = true } else { begun += bytes }
            bytes = UnsafeRawBufferPointer(rebasing: bytes[bytes.count...])
            return nil
        }
        let count = UnsafeRawPointer(end) - start
        let piece = UnsafeRawBufferPointer(rebasing: bytes[..<count])
        bytes = UnsafeRawBufferPointer(rebasing: bytes[(count + 1)...])
        guard isWithinLine else { return use(piece.withoutCarriageReturn) }
        begun += piece
        defer { begun = [] }
        return begun.withUnsafeBytes { use($0.withoutCarriageReturn) }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var withoutCarriageReturn: UnsafeRawBufferPointer {
        last == UInt8(ascii: "\r") ? UnsafeRawBufferPointer(rebasing: self[..<(count - 1)]) : self
    }

    /// Whether these bytes begin with a text.
    func begins(with text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount, let baseAddress else { return false }
        return memcmp(baseAddress, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    /// Whether these bytes are a text.
    func equals(_ text: StaticString) -> Bool { count == text.utf8CodeUnitCount && begins(with: text) }

    /// Whether a text stands within these bytes.
    func contains(_ text: StaticString) -> Bool { firstEnd(of: text) != nil }

    /// Where the first occurrence of a text ends.
    func firstEnd(of text: StaticString) -> Int? {
        guard let baseAddress, let found = memmem(baseAddress, count, text.utf8Start, text.utf8CodeUnitCount) else {
            return nil
        }
        return UnsafeRawPointer(found) - baseAddress + text.utf8CodeUnitCount
    }

    /// Where the last occurrence of a text ends.
    func lastEnd(of text: StaticString) -> Int? {
        var (last, start) = (Int?.none, 0)
        while let end = UnsafeRawBufferPointer(rebasing: self[start...]).firstEnd(of: text) {
            start += end
            last = start
        }
        return last
    }
}
