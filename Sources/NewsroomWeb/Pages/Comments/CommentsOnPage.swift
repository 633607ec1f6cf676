import Foundation
import Newsroom
import NewsroomStore

/// What a story's page is told about its comments.
struct CommentsOnPage: Sendable {
    let commenting: Commenting
    /// Comments that everybody may read.
    let count: Int
    /// In the order in which they are read.
    let entries: [CommentEntry]
    /// Where the next page starts, in the list or in the thread that is shown alone; `nil` on the last.
    let next: PageToken?
    /// Where threads go on that are too long for a page, each by its first comment.
    let further: [Identifier<Comment>: PageToken]
    /// What the page's address asks for.
    let address: CommentsAddress
    /// A form that was sent and not taken.
    let returned: CommentForm.Returned?
}

extension CommentsOnPage {
    /// Threads on a page of a story.
    static let threadCount = 20

    /// Comments after which a page ends, with the thread that it is in: some threads are long.
    static let maxCount = 200

    /// Ends a page early when it is long, and says where the next one starts then.
    static func bounded(
        _ entries: [CommentEntry], next: PageToken?, maxCount: Int = maxCount
    ) -> (entries: [CommentEntry], next: PageToken?) {
        var lastRoot: Comment?
        for (index, entry) in entries.enumerated() where entry.place.parent == nil {
            if index >= maxCount, let lastRoot {
                return (Array(entries[..<index]), PageToken(after: lastRoot))
            }
            // The place of one that is gone has no time to go on from.
            if case .shown(let comment) = entry { lastRoot = comment } else { lastRoot = nil }
        }
        return (entries, next)
    }

    /// - Parameter page: As the store has it.
    fileprivate init(_ page: CommentPage, address: CommentsAddress, returned: CommentForm.Returned?) {
        let (entries, next) = CommentsOnPage.bounded(page.entries, next: page.next)
        self.init(
            commenting: page.commenting, count: page.count, entries: entries, next: next, further: page.further,
            address: address, returned: returned)
    }
}

extension NewsroomStore {
    /// Reads what stands under a story, and with it the comment that the address names.
    /// - Parameter reader: Who reads; `nil` for the public.
    /// - Returns: `nil` when not everybody may read the story.
    func commentsOnPage(
        under lookup: ArticleLookup, at address: CommentsAddress, seenBy reader: Identifier<Account>?,
        returned: CommentForm.Returned? = nil
    ) async throws -> CommentsOnPage? {
        guard case .found(let article, _) = lookup, article.isPublic else { return nil }
        let page = try await commentsOnPage(of: article.id, at: address, seenBy: reader, returned: returned)
        guard let page, let wanted = address.wanted, !page.entries.contains(where: { $0.id == wanted }),
            let comment = try await comment(wanted), comment.place.article == article.id, comment.isShown(to: reader)
        else { return page }
        return try await commentsOnPage(of: article.id, at: address.from(comment), seenBy: reader, returned: returned)
    }

    private func commentsOnPage(
        of article: Identifier<Article>, at address: CommentsAddress, seenBy reader: Identifier<Account>?,
        returned: CommentForm.Returned?
    ) async throws -> CommentsOnPage? {
        var query = CommentQuery(
            of: article, seenBy: reader, order: address.order, page: address.page, limit: CommentsOnPage.threadCount)
        if let comment = address.comment { query.thread = try await self.comment(comment)?.place.root ?? comment }
        return try await comments(query).value.map { CommentsOnPage($0, address: address, returned: returned) }
    }
}
