import Foundation
import Newsroom

/// `/search?q=` and `/search?tag=`: what a search finds.
struct SearchPage: PrintedPage {
    static let template = "search/show"

    /// What somebody looks for.
    enum Query: Sendable, Hashable {
        case words(String)
        case tag(String)

        /// Takes what stands in an address: control characters go, and what is too long is cut.
        /// - Returns: `nil` when nothing is left to look for.
        init?(words: String?, tag: String?) {
            if let words = Query.clean(words, Limits.searchCharacters.upperBound) {
                self = .words(words)
            } else if let tag = Query.clean(tag, Limits.tagCharacters.upperBound) {
                self = .tag(tag.lowercased())
            } else {
                return nil
            }
        }

        var filter: ArticleFilter {
            switch self {
            case .words(let words): ArticleFilter(search: words)
            case .tag(let tag): ArticleFilter(tag: tag)
            }
        }

        var path: String {
            switch self {
            case .words(let words): "/search?q=\(Query.escaped(words))"
            case .tag(let tag): "/search?tag=\(Query.escaped(tag))"
            }
        }

        private static func clean(_ text: String?, _ limit: Int) -> String? {
            let plain = String(
                String.UnicodeScalarView(
                    (text ?? "").unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
            let cut = plain.trimmingCharacters(in: .whitespaces).prefix(limit)
            return cut.isEmpty ? nil : String(cut)
        }

        private static func escaped(_ text: String) -> String {
            text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        }
    }

    /// What was found.
    struct Results: Sendable, Hashable {
        let title: String
        let cards: [Card]
    }

    let frame: PageFrame
    let query: String
    /// `nil` before anything was looked for.
    let results: Results?
    let pager: Pager?

    init(
        _ query: Query?, _ found: Page<Article>?, commentCounts: [Identifier<Article>: Int] = [:], isFirst: Bool,
        in edition: Edition
    ) {
        frame = PageFrame(edition, title: "Search", path: "/search", isUnlisted: true)
        if case .words(let words) = query { self.query = words } else { self.query = "" }
        guard let query, let found else {
            results = nil
            pager = nil
            return
        }
        let cards = found.items.map { Card($0, commentCount: commentCounts[$0.id] ?? 0, in: edition) }
        results = Results(title: SearchPage.title(query, isEmpty: cards.isEmpty && isFirst), cards: cards)
        pager = Pager(path: query.path, isNewest: isFirst, next: found.next)
    }

    private static func title(_ query: Query, isEmpty: Bool) -> String {
        switch query {
        case .words(let words): isEmpty ? "No story has «\(words)»" : "Stories with «\(words)»"
        case .tag(let tag): isEmpty ? "No story about «\(tag)»" : "Stories about «\(tag)»"
        }
    }
}
