/// The place of an event in the log: 1, 2, 3 … dense; 0 is before the first.
public struct Position: Hashable, Sendable, Comparable {
    /// The number.
    public let rawValue: Int64

    /// Names a place; 0 or more.
    public init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Before the first event.
    public static let zero = Position(0)

    /// The next place.
    public var next: Position { Position(rawValue + 1) }

    /// The place before.
    public var previous: Position { Position(rawValue - 1) }

    /// Orders places by age, oldest first.
    public static func < (left: Position, right: Position) -> Bool { left.rawValue < right.rawValue }

    /// How many places lie between two.
    public static func - (left: Position, right: Position) -> Int { Int(left.rawValue - right.rawValue) }
}

extension Position: CustomStringConvertible {
    /// The number in decimal.
    public var description: String { String(rawValue) }
}
