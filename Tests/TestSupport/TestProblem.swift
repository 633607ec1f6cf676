/// What keeps a test from running at all.
public struct TestProblem: Error, CustomStringConvertible {
    /// One sentence.
    public let description: String

    /// Says what is wrong.
    public init(_ description: String) {
        self.description = description
    }
}
