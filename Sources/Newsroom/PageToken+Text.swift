import Foundation

extension PageToken: LosslessStringConvertible {
    /// Reads what `description` wrote; anything else gives `nil`.
    public init?(_ description: String) {
        guard description.utf8.count < 128, let bytes = Data(base64URL: description) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let microseconds = Int64(parts[0]), PageToken.places.contains(microseconds),
            let id = UUID(uuidString: String(parts[1]))
        else {
            return nil
        }
        self.init(microseconds: microseconds, id: id)
    }

    /// What a place in a list can be: more is no time that the database knows.
    private static let places: ClosedRange<Int64> = -1 << 53...1 << 53

    /// The text that clients send back.
    public var description: String {
        Data("\(microseconds)/\(id.uuidString.lowercased())".utf8).base64URL
    }
}
