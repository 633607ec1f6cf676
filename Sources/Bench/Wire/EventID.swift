/// The `id:` of an event, kept without an allocation: there is one for each reader.
package struct EventID: Sendable {
    /// A longer id is not kept: the reader then resumes from nothing, which shows.
    static let maxBytes = 47

    private var bytes = InlineArray<47, UInt8>(repeating: 0)
    private var count: UInt8 = 0

    package init() {}

    package var isEmpty: Bool { count == 0 }

    package mutating func set(_ text: UnsafeRawBufferPointer) {
        count = text.count <= EventID.maxBytes ? UInt8(text.count) : 0
        for index in 0..<Int(count) { bytes[index] = text[index] }
    }

    /// The digits behind the last hyphen: in Courant's ids the position. `nil` in ids of another form.
    package var position: Int? {
        var start = Int(count)
        while start > 0, bytes[start - 1] != UInt8(ascii: "-") { start -= 1 }
        return start == 0 ? nil : DecimalDigits.number((start..<Int(count)).lazy.map { bytes[$0] })
    }

    package var text: String { String(decoding: (0..<Int(count)).map { bytes[$0] }, as: UTF8.self) }
}
