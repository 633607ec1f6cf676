/// HTML that needs no escaping. Only `Markdown`, and templates that escaped their values, make it.
public struct TrustedHTML: Sendable, Hashable, CustomStringConvertible {
    /// The markup.
    public let text: String

    /// Vouches for a markup.
    /// - Parameter text: In which every word from outside was escaped, or rendered by `Markdown`.
    init(vouchedFor text: String) {
        self.text = text
    }

    /// The markup.
    public var description: String { text }
}
