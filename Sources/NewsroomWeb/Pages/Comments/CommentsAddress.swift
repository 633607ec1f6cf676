import Foundation
import Newsroom

/// What the address of a story says about its comments: `/article/{slug}?order=oldest&page=…&answer=…`.
struct CommentsAddress: Sendable, Hashable {
    /// A form that stands open under a comment.
    struct Opened: Sendable, Hashable {
        let kind: CommentForm.Kind
        let comment: Identifier<Comment>
    }

    var order = CommentOrder.newest
    /// `nil` for the first page.
    var page: PageToken?
    /// The comment whose thread is shown alone.
    var comment: Identifier<Comment>?
    var opened: Opened?
    /// What was done by the form that led here.
    var done: CommentWords.Done?
    /// The comment that it was done with.
    var posted: Identifier<Comment>?

    /// The newest threads.
    init() {}

    /// Reads an address; what is not understood leaves the newest threads.
    init(_ parameter: (String) -> String?) {
        order = parameter("order").flatMap(CommentOrder.init) ?? .newest
        page = parameter("page").flatMap { PageToken($0) }
        comment = parameter("comment").flatMap { Identifier($0) }
        done = parameter("done").flatMap(CommentWords.Done.init)
        posted = parameter("posted").flatMap { Identifier($0) }
        for kind in CommentForm.Kind.allCases where kind != .write && opened == nil {
            opened = parameter(kind.rawValue).flatMap { Identifier($0) }.map { Opened(kind: kind, comment: $0) }
        }
    }

    /// Reads what a form brought back of the page that it stood on.
    init(place: String) {
        let items = URLComponents(string: "?\(place)")?.queryItems ?? []
        self.init { name in items.first { $0.name == name }?.value }
        opened = nil
        done = nil
        posted = nil
    }

    /// The comment that must stand on the page, however far down its thread it is.
    var wanted: Identifier<Comment>? { posted ?? (page == nil ? comment : nil) }

    /// What forms bring back, so that their answer is the page that they stood on.
    var place: String {
        var parts: [String] = []
        if order != .newest { parts.append("order=\(order)") }
        if let page { parts.append("page=\(page)") }
        if let comment { parts.append("comment=\(comment)") }
        return parts.joined(separator: "&")
    }

    /// The address as it stands in a link.
    /// - Parameters:
    ///   - article: The story's own path.
    ///   - more: Another parameter.
    ///   - fragment: The element to go to.
    func path(_ article: String, adding more: String? = nil, to fragment: String) -> String {
        let query = [place, more ?? ""].filter { !$0.isEmpty }.joined(separator: "&")
        return article + (query.isEmpty ? "" : "?\(query)") + "#\(fragment)"
    }

    /// The same threads from another place on, or one of them.
    func at(_ page: PageToken?, order: CommentOrder? = nil, in thread: Identifier<Comment>? = nil) -> CommentsAddress {
        var address = CommentsAddress()
        address.order = order ?? self.order
        address.page = page
        address.comment = thread
        return address
    }

    /// The same page, but one thread from a comment on.
    func from(_ comment: Comment) -> CommentsAddress {
        var address = self
        address.comment = comment.id
        address.page = PageToken(before: comment)
        return address
    }
}
