public import Foundation

/// Times as they stand in JSON: RFC 3339, UTC, milliseconds: `2026-05-01T10:00:00.123Z`.
public enum Timestamp {
    /// The text of a time, rounded down to the millisecond.
    public static func text(of time: Date) -> String {
        let milliseconds = Int64((time.timeIntervalSince1970 * 1000).rounded(.down))
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000 + 0.000_05).formatted(style)
    }

    /// Reads RFC 3339 with or without fractions, in UTC or with an offset.
    /// - Returns: `nil` for anything else.
    public static func date(from text: String) -> Date? {
        (try? Date(text, strategy: style)) ?? (try? Date(text, strategy: .iso8601))
    }

    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
