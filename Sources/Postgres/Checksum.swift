/// A short mark of a file's content (FNV-1a, 64 bits): tells an edit, not an attack.
package struct Checksum: Hashable, Sendable, CustomStringConvertible {
    /// 16 hex digits.
    package let description: String

    package init(of text: String) {
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        description = String(repeating: "0", count: 16 - digits.count) + digits
    }
}
