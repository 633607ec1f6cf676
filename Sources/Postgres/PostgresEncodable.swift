public import FoundationEssentials

/// A value that can stand for `$1`.
public protocol PostgresEncodable: Sendable {
    /// The value in PostgreSQL's text format; nil is NULL.
    var postgresText: String? { get }
}

/// A value that a column can be read as.
public protocol PostgresDecodable {
    /// Reads PostgreSQL's text format.
    /// - Throws: When the text is not of this type; the row adds statement and column.
    init(postgresText: String) throws
}

/// Why a text is not a value of the type asked for. The row that reads it makes a `PostgresError` of it.
struct DecodingProblem: Error {
    let reason: String

    /// Quotes the text, but not all of it: it may be an article.
    static func unreadable(_ text: String, as type: String) -> DecodingProblem {
        DecodingProblem(reason: "“\(text.prefix(40))” is no \(type)")
    }
}

extension String: PostgresEncodable, PostgresDecodable {
    /// The string itself.
    public var postgresText: String? { self }
    /// Takes the text as it is.
    public init(postgresText: String) { self = postgresText }
}

extension Substring: PostgresEncodable {
    /// The characters themselves.
    public var postgresText: String? { String(self) }
}

extension Int: PostgresEncodable, PostgresDecodable {}
extension Int32: PostgresEncodable, PostgresDecodable {}
extension Int64: PostgresEncodable, PostgresDecodable {}
extension UInt64: PostgresEncodable, PostgresDecodable {}

extension FixedWidthInteger where Self: PostgresEncodable {
    /// Decimal digits.
    public var postgresText: String? { String(self) }
}

extension FixedWidthInteger where Self: PostgresDecodable {
    /// Reads decimal digits.
    public init(postgresText: String) throws {
        guard let value = Self(postgresText) else { throw DecodingProblem.unreadable(postgresText, as: "\(Self.self)") }
        self = value
    }
}

extension Bool: PostgresEncodable, PostgresDecodable {
    /// `t` or `f`.
    public var postgresText: String? { self ? "t" : "f" }

    /// Reads `t` or `f`.
    public init(postgresText: String) throws {
        switch postgresText {
        case "t": self = true
        case "f": self = false
        default: throw DecodingProblem.unreadable(postgresText, as: "boolean")
        }
    }
}

extension Double: PostgresEncodable, PostgresDecodable {
    /// The shortest digits that read as the same number; `nan` and `inf` as PostgreSQL takes them.
    public var postgresText: String? { String(self) }

    /// Reads a number, `NaN` or `Infinity`.
    public init(postgresText: String) throws {
        guard let value = Double(postgresText) else { throw DecodingProblem.unreadable(postgresText, as: "double precision") }
        self = value
    }
}

extension UUID: PostgresEncodable, PostgresDecodable {
    /// 36 characters in lower case.
    public var postgresText: String? { uuidString.lowercased() }

    /// Reads 36 characters.
    public init(postgresText: String) throws {
        guard let value = UUID(uuidString: postgresText) else { throw DecodingProblem.unreadable(postgresText, as: "uuid") }
        self = value
    }
}

extension Date: PostgresEncodable, PostgresDecodable {
    /// ISO form in UTC, rounded to microseconds.
    public var postgresText: String? { TimestampText(self).text }

    /// Reads a `timestamptz` as DateStyle ISO prints it.
    public init(postgresText: String) throws {
        self = try TimestampText(postgresText).date
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// NULL when there is no value.
    public var postgresText: String? { self?.postgresText }
}
