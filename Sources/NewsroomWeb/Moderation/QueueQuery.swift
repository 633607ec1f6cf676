import HummingbirdCore
import Newsroom

/// Which page of which queue is wanted.
struct QueueQuery: Sendable {
    let filter: QueueFilter
    let page: PageToken?
    let limit: Int

    /// Reads the query of `GET /v1/moderation/comments`.
    init(_ uri: URI) throws(Problem) {
        var query = RequestQuery(uri)
        let queue: QueueName? = query.word("queue")
        let order: QueueFilter.Order? = query.word("order")
        let article: Identifier<Article>? = query.value("article", "an article's id")
        let section: Slug? = query.value("section", "a section's slug")
        let reader: Identifier<Account>? = query.value("reader", "an account's id")
        let reason = query.text("reason")
        let limit = query.number("limit", in: Limits.pageItems)
        let page: PageToken? = query.value("page", "the token of a «next» link")
        try query.finish()
        self.filter = QueueFilter(
            queue ?? .pending, order: order ?? .oldest, article: article, section: section, reader: reader, reason: reason)
        self.page = page
        self.limit = limit ?? Limits.defaultPageItems
    }

    /// Takes the members of a console's `list`.
    init(_ fields: inout RequestFields) {
        let queue: QueueName? = fields.word("queue")
        let order: QueueFilter.Order? = fields.word("order")
        let article: Identifier<Article>? = fields.value("article", "an article's id")
        let section = fields.slug("section")
        let reader: Identifier<Account>? = fields.value("reader", "an account's id")
        let reason = fields.text("reason")
        let limit = fields.number("limit", in: Limits.pageItems)
        page = fields.value("page", "what «next» was")
        filter = QueueFilter(
            queue ?? .pending, order: order ?? .oldest, article: article, section: section, reader: reader, reason: reason)
        self.limit = limit ?? Limits.defaultPageItems
    }
}

extension RequestQuery {
    /// Takes one of some words.
    fileprivate mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ name: String) -> Word? {
        guard let text = text(name) else { return nil }
        let word = Word(rawValue: text)
        if word == nil { fault(name, "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))") }
        return word
    }
}
