/// Why something could not be measured. One sentence for people.
public struct BenchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// Says what is wrong.
    public init(_ description: String) {
        self.description = description
    }
}
