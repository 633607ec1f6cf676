public import Foundation

/// Names one `Subject` for good: a UUID that cannot be mistaken for another noun's.
///
/// New identifiers are UUIDv7 (RFC 9562 section 5.7), so that they sort by the time they were made.
public struct Identifier<Subject>: Hashable, Sendable {
    /// The 128 bits.
    public let uuid: UUID

    /// Names a subject by a UUID that came from outside, for example from the database.
    public init(_ uuid: UUID) {
        self.uuid = uuid
    }

    /// Makes a new identifier.
    /// - Parameter time: When the subject came to be; its milliseconds lead the identifier.
    public init(at time: Date) {
        self.uuid = UUID(version7At: time)
    }
}

extension Identifier: LosslessStringConvertible {
    /// Reads the 36 characters of RFC 9562; anything else gives `nil`.
    public init?(_ description: String) {
        guard description.utf8.count == 36, let uuid = UUID(uuidString: description) else { return nil }
        self.uuid = uuid
    }

    /// 36 characters, lower case.
    public var description: String { uuid.uuidString.lowercased() }
}

extension UUID {
    /// Makes a UUIDv7: 48 bits of milliseconds since 1970, the rest random. Source: RFC 9562 section 5.7.
    init(version7At time: Date) {
        let milliseconds = UInt64(max(0, time.timeIntervalSince1970 * 1000))
        var generator = SystemRandomNumberGenerator()
        let high = generator.next() & 0x0FFF | 0x7000 | milliseconds << 16
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        func byte(_ word: UInt64, _ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: word >> (56 - 8 * index)) }
        self.init(
            uuid: (
                byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3),
                byte(high, 4), byte(high, 5), byte(high, 6), byte(high, 7),
                byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3),
                byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
            ))
    }
}
