import Foundation
import Hummingbird

/// A JSON value that keeps the order of its members, and its numbers as they were written.
public indirect enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As written; RFC 8259 section 6.
    case numeral(String)
    case string(String)
    case array([JSON])
    case object([Member])
    /// A text that is JSON already, as the database wrote it; only for answers.
    case written(String)

    /// A name and its value.
    public struct Member: Sendable, Equatable {
        /// The name.
        public let name: String
        /// The value.
        public let value: JSON

        /// Joins a name to a value.
        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// A whole number.
    public static func number(_ value: Int) -> JSON { .numeral(String(value)) }

    /// A text, or `null`.
    public static func string(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }

    /// An object with one more member at its end; anything else as it is.
    func adding(_ name: String, _ value: JSON) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members + [Member(name, value)])
    }

    /// What it is, in a sentence.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .numeral: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        case .written: "a written value"
        }
    }
}

extension JSON {
    /// The text in UTF-8, on one line.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    /// The text, on one line.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text as a response's body.
    var body: ResponseBody { ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)) }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .numeral(let value): bytes += value.utf8
        case .string(let value): JSON.write(value, to: &bytes)
        case .written(let text): bytes += text.utf8
        case .array(let values): JSON.write(values, between: ("[", "]"), to: &bytes) { $0.write(to: &$1) }
        case .object(let members):
            JSON.write(members, between: ("{", "}"), to: &bytes) { member, bytes in
                JSON.write(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item], between marks: (Unicode.Scalar, Unicode.Scalar), to bytes: inout [UInt8],
        item: (Item, inout [UInt8]) -> Void
    ) {
        bytes.append(UInt8(ascii: marks.0))
        for (index, value) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            item(value, &bytes)
        }
        bytes.append(UInt8(ascii: marks.1))
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += #"\""#.utf8
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
            case UInt8(ascii: "\r"): bytes += #"\r"#.utf8
            case UInt8(ascii: "\t"): bytes += #"\t"#.utf8
            case 0..<0x20: bytes += (#"\u00"# + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
