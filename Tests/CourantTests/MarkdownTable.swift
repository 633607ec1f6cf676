import Foundation
import TestSupport

/// The first table under a heading of one of the checkout's pages.
struct MarkdownTable {
    /// The cells of each row, without the head, without the back-quotes around code.
    let rows: [[String]]

    /// Reads a table.
    /// - Parameters:
    ///   - heading: As it stands there: `## Problems`.
    ///   - page: The page's path in the checkout.
    init(under heading: String, of page: String) throws {
        let text = try String(contentsOfFile: "\(TestCluster.checkout)/\(page)", encoding: .utf8)
        let section = text.split(separator: "\n", omittingEmptySubsequences: false).drop { $0 != heading }.dropFirst()
        let table = section.prefix { !$0.hasPrefix("#") }.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
        guard table.count > 2 else { throw NoTable(heading: heading, page: page) }
        rows = table.dropFirst(2).map { line in
            line.split(separator: "|").map { $0.replacing("`", with: "").trimmingCharacters(in: .whitespaces) }
        }
    }

    /// A heading has gone, or its table.
    struct NoTable: Error {
        let heading: String
        let page: String
    }
}
