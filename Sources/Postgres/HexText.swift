/// A `bytea` in hex format: `\x` and two digits a byte.
enum HexText {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(of bytes: [UInt8]) -> String {
        var text = Array("\\x".utf8)
        text.reserveCapacity(2 + 2 * bytes.count)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func bytes(of text: String) throws -> [UInt8] {
        let characters = Array(text.utf8)
        guard characters.starts(with: "\\x".utf8), characters.count.isMultiple(of: 2) else {
            throw DecodingProblem.unreadable(text, as: "bytea in hex")
        }
        return try stride(from: 2, to: characters.count, by: 2).map { index in
            guard let high = value(of: characters[index]), let low = value(of: characters[index + 1]) else {
                throw DecodingProblem.unreadable(text, as: "bytea in hex")
            }
            return high << 4 | low
        }
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
