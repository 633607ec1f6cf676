/// Names one unbroken history of the log: 8 lower-case hexadecimal characters.
///
/// A new one begins at every start, restore and promotion of the database. Source: `feed.epoch` in `sql/schema`.
public struct EpochToken: Hashable, Sendable, LosslessStringConvertible {
    /// The 8 characters.
    public let description: String

    /// Takes exactly 8 lower-case hexadecimal characters; anything else gives `nil`.
    public init?(_ description: String) {
        let bytes = description.utf8
        let isHexadecimal = { (byte: UInt8) in (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) }
        guard bytes.count == 8, bytes.allSatisfy(isHexadecimal) else { return nil }
        self.description = description
    }
}

/// A place to go on from, as clients keep it: `<token>-<position>`, for example `a41f09c2-1042`. Opaque to them.
public struct Cursor: Hashable, Sendable, LosslessStringConvertible {
    /// Which history it belongs to.
    public let token: EpochToken
    /// Everything up to here, inclusive, has been told.
    public let position: Position

    /// Names a place.
    public init(token: EpochToken, position: Position) {
        self.token = token
        self.position = position
    }

    /// Reads `<token>-<position>`; anything else, also a sign, a leading zero or 19 digits and more, gives `nil`.
    public init?(_ description: String) {
        let parts = description.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let token = EpochToken(String(parts[0])) else { return nil }
        let digits = parts[1].utf8
        guard (1...18).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != 0x30, let number = Int64(parts[1])
        else { return nil }
        self.init(token: token, position: Position(number))
    }

    /// The text that clients keep.
    public var description: String { "\(token)-\(position)" }
}
