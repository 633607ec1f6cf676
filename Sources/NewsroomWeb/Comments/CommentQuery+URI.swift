import HummingbirdCore
import Newsroom
import NewsroomStore

extension CommentQuery {
    /// Reads a list's query.
    /// - Throws: 400 for what is not understood.
    init(_ uri: URI, of article: Identifier<Article>, seenBy reader: Identifier<Account>?) throws(Problem) {
        var query = RequestQuery(uri)
        let order = query.word("order", CommentOrder.self)
        let thread: Identifier<Comment>? = query.value("thread", "the id of a thread's first comment")
        let page: PageToken? = query.value("page", "the token of a «next» link")
        let limit = query.number("limit", in: Limits.pageItems)
        try query.finish()
        self.init(
            of: article, seenBy: reader, order: order ?? .newest, thread: thread, page: page,
            limit: limit ?? Limits.defaultPageItems)
    }

    /// The `Link` to the next page: the same order or thread, another place.
    func link(path: String, next: PageToken) -> String {
        let same = thread.map { "thread=\($0)" } ?? "order=\(order.rawValue)&limit=\(limit)"
        return "<\(path)?\(same)&page=\(next)>; rel=\"next\""
    }
}
