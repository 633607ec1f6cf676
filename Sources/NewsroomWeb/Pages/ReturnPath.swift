import Foundation

/// Where somebody goes on after signing in: a path of ours, and nothing that leads elsewhere.
struct ReturnPath: Sendable, Hashable {
    /// Begins with one slash; visible ASCII.
    let text: String

    /// The front page.
    static let front = ReturnPath(unchecked: "/")

    private static let maxBytes = 2000

    private init(unchecked text: String) { self.text = text }

    /// Takes a path, perhaps with a query.
    /// - Returns: `nil` for anything that a browser could take for another site's address: browsers read a backslash as a slash, and
    ///   pass over white space.
    init?(_ text: String) {
        let bytes = text.utf8
        guard text.hasPrefix("/"), !text.hasPrefix("//"), bytes.count <= Self.maxBytes,
            bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C })
        else { return nil }
        self.text = text
    }

    /// The address of a form that leads back here.
    func address(of form: String) -> String {
        let isForm = ["/sign-in", "/sign-up", "/sign-out"].contains { text.hasPrefix($0) }
        guard !isForm, self != .front, let path = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) else {
            return form
        }
        return "\(form)?return=\(path)"
    }
}
