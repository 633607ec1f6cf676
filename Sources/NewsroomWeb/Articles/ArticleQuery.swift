import Foundation
import HummingbirdCore
import Newsroom

/// What a list of articles was asked for.
struct ArticleQuery: Sendable {
    let filter: ArticleFilter
    let page: PageToken?
    let limit: Int
    private let parameters: [(name: String, value: String)]

    /// Reads a list's query, and judges whether the asker may see it.
    /// - Throws: 400 for what is not understood, 401 or 403 for states that are not for the asker.
    init(_ uri: URI, for principal: Principal?) throws {
        var query = RequestQuery(uri)
        let section: Slug? = query.value("section", "a section's slug")
        let tag = query.text("tag")?.lowercased()
        let author: Slug? = query.value("author", "an author's slug")
        let statusText = query.text("status")
        let search = query.text("q")
        let limit = query.number("limit", in: Limits.pageItems)
        page = query.value("page", "the token of a «next» link")
        let status = statusText.flatMap(ArticleStatus.init)
        if statusText != nil, status == nil {
            query.fault("status", "must be one of \(ArticleStatus.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        if let search, !Limits.searchCharacters.contains(search.count) { query.fault("q", "must have 1...200 characters") }
        for (name, text) in [("q", search), ("tag", tag)] where text?.unicodeScalars.contains("\0") ?? false {
            query.fault(name, "must not contain NUL")
        }
        try query.finish()
        self.limit = limit ?? Limits.defaultPageItems
        var filter = ArticleFilter(section: section, tag: tag, author: author, search: search)
        if let status {
            filter.statuses = [status]
            if !status.isPublic { filter.author = try ArticleQuery.author(author, whoseHidden: status, for: principal) }
        }
        self.filter = filter
        let all = [
            ("section", section?.text), ("tag", tag), ("author", author?.text), ("status", statusText), ("q", search),
            ("limit", limit.map(String.init)),
        ]
        parameters = all.compactMap { name, value in value.map { (name, $0) } }
    }

    /// The `Link` to the next page: the same filters, another place.
    func link(path: String, next: PageToken) -> String {
        let query = (parameters + [("page", next.description)])
            .map { "\($0.name)=\($0.value.addingPercentEncoding(withAllowedCharacters: .unreserved) ?? "")" }
            .joined(separator: "&")
        return "<\(path)?\(query)>; rel=\"next\""
    }

    /// Drafts and withdrawn articles are for editors, and for the writer whose they are.
    private static func author(_ author: Slug?, whoseHidden status: ArticleStatus, for principal: Principal?) throws(Problem)
        -> Slug?
    {
        guard let principal else { throw Problem.authenticationRequired }
        if principal.role.editsEverything { return author }
        guard principal.role.writesArticles, let own = principal.author, author == nil || author == own else {
            throw Problem(
                .forbidden, "Articles with status «\(status.rawValue)» are for editors, and for the writer whose they are")
        }
        return own
    }
}

extension CharacterSet {
    /// What needs no percent-encoding anywhere (RFC 3986 section 2.3).
    static let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
