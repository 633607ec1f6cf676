import Foundation
import HummingbirdCore
import Newsroom

/// Which comments a moderator asks for.
struct ModerationQuery: Sendable {
    let filter: QueueFilter
    let page: PageToken?
    let limit: Int

    /// Reads a list's query.
    /// - Throws: 400 for what is not understood.
    init(_ uri: URI) throws(Problem) {
        var query = RequestQuery(uri)
        let queue = query.word("queue", QueueName.self)
        let order = query.word("order", CommentOrder.self)
        let article: Identifier<Article>? = query.value("article", "an article's id")
        let section: Slug? = query.value("section", "a section's slug")
        let reader: Identifier<Account>? = query.value("reader", "an account's id")
        let code = query.text("reason")
        if let code, !ModerationQuery.isCode(code) { query.fault("reason", "must be a code of lower-case letters and «_»") }
        page = query.value("page", "the token of a «next» link")
        let limit = query.number("limit", in: Limits.pageItems)
        try query.finish()
        filter = QueueFilter(
            queue ?? .pending, order: order ?? .oldest, article: article, section: section, reader: reader, reason: code)
        self.limit = limit ?? Limits.defaultPageItems
    }

    /// Whether a text can be a code: of a hold, a report or a decision.
    static func isCode(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.utf8.allSatisfy { $0 == 0x5F || (0x61...0x7A).contains($0) }
    }

    /// The `Link` to the next page: the same filters, another place.
    func link(path: String, next: PageToken) -> String {
        let all = [
            ("queue", filter.queue.rawValue), ("order", filter.order.rawValue), ("article", filter.article?.description),
            ("section", filter.section?.text), ("reader", filter.reader?.description), ("reason", filter.reason),
            ("limit", String(limit)), ("page", next.description),
        ]
        let query = all.compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: "&")
        return "<\(path)?\(query)>; rel=\"next\""
    }
}
