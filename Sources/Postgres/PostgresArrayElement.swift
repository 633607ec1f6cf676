public import FoundationEssentials

/// A type that arrays of it can be sent and read: `text[]`, `bigint[]`, …; for bytes the array is a `bytea`.
public protocol PostgresArrayElement: Sendable {
    /// The text of an array of them.
    static func postgresText(ofArray elements: [Self]) -> String
    /// Reads the text of an array.
    static func array(postgresText: String) throws -> [Self]
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    /// An array literal, or hex digits for bytes.
    public var postgresText: String? { Element.postgresText(ofArray: self) }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    /// Reads a one-dimensional array, or a `bytea`.
    public init(postgresText: String) throws { self = try Element.array(postgresText: postgresText) }
}

extension PostgresArrayElement where Self: PostgresEncodable & PostgresDecodable {
    /// An array literal.
    public static func postgresText(ofArray elements: [Self]) -> String {
        ArrayText.text(of: elements.map(\.postgresText))
    }

    /// Reads an array literal.
    /// - Throws: Also for an element that is NULL: read those as `[Self?]`.
    public static func array(postgresText: String) throws -> [Self] {
        try ArrayText.elements(of: postgresText).map { element in
            guard let element else { throw DecodingProblem(reason: "an element is NULL; read it as an array of \(Self.self)?") }
            return try Self(postgresText: element)
        }
    }
}

extension String: PostgresArrayElement {}
extension Int: PostgresArrayElement {}
extension Int32: PostgresArrayElement {}
extension Int64: PostgresArrayElement {}
extension Bool: PostgresArrayElement {}
extension Double: PostgresArrayElement {}
extension UUID: PostgresArrayElement {}
extension Date: PostgresArrayElement {}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement & PostgresEncodable & PostgresDecodable {
    /// An array literal with NULL for the absent.
    public static func postgresText(ofArray elements: [Wrapped?]) -> String {
        ArrayText.text(of: elements.map { $0?.postgresText })
    }

    /// Reads an array literal; NULL is nil.
    public static func array(postgresText: String) throws -> [Wrapped?] {
        try ArrayText.elements(of: postgresText).map { try $0.map(Wrapped.init(postgresText:)) }
    }
}

extension UInt8: PostgresArrayElement {
    /// `\x` and two hex digits a byte.
    public static func postgresText(ofArray elements: [UInt8]) -> String { HexText.text(of: elements) }

    /// Reads `\x` and hex digits.
    public static func array(postgresText: String) throws -> [UInt8] { try HexText.bytes(of: postgresText) }
}
