/// What a comment says, as it was written and as it is shown.
public struct CommentText: Sendable, Hashable {
    /// The subset of Markdown that comments take, 1...5,000 characters.
    public let markdown: String
    /// What was made of it, safe to print: in what is not a tag, `<`, `>`, `&` and `"` are escaped.
    public let html: String

    /// Joins a text to what was made of it.
    public init(markdown: String, html: String) {
        self.markdown = markdown
        self.html = html
    }

    /// What is left of a comment that its author has removed.
    public static let none = CommentText(markdown: "", html: "")

    /// What people read: `html` without its tags. Blocks and lines end in a line end, and marks inside a word leave the word whole.
    public var plainText: String { Self.unescaped(html.replacing(/<[^>]*>/, with: "")) }

    /// The addresses that `html` leads to, in order, as they are printed there.
    public var targets: [String] {
        html.matches(of: /<a [^>]*href="([^"]*)"/).map { Self.unescaped(String($0.output.1)) }
    }

    private static func unescaped(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#x27;", with: "'").replacing("&amp;", with: "&")
    }
}
