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
    /// Where the next page starts; `nil` on the last.
    let next: PageToken?
    /// What the page's address asks for.
    let address: CommentsAddress
    /// Who reads; `nil` for the public.
    let viewer: CommentViewer?
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
                let microseconds = Int64((lastRoot.createdAt.timeIntervalSince1970 * 1_000_000).rounded())
                return (Array(entries[..<index]), PageToken(microseconds: microseconds, id: lastRoot.id.uuid))
            }
            // The place of one that is gone has no time to go on from.
            if case .shown(let comment) = entry { lastRoot = comment } else { lastRoot = nil }
        }
        return (entries, next)
    }

    /// - Parameter page: As the store has it.
    fileprivate init(_ page: CommentPage, address: CommentsAddress, viewer: CommentViewer?, returned: CommentForm.Returned?) {
        let (entries, next) = CommentsOnPage.bounded(page.entries, next: page.next)
        self.init(
            commenting: page.commenting, count: page.count, entries: entries, next: next, address: address,
            viewer: viewer, returned: returned)
    }
}

extension NewsroomStore {
    /// Reads what stands under a story.
    /// - Returns: `nil` when not everybody may read the story.
    func commentsOnPage(
        under lookup: ArticleLookup, at address: CommentsAddress, seenBy viewer: CommentViewer?,
        returned: CommentForm.Returned? = nil
    ) async throws -> CommentsOnPage? {
        guard case .found(let article, _) = lookup, article.isPublic else { return nil }
        var query = CommentQuery(
            of: article.id, seenBy: viewer?.account, order: address.order, page: address.page,
            limit: CommentsOnPage.threadCount)
        if let comment = address.comment { query.thread = try await self.comment(comment)?.place.root ?? comment }
        guard let page = try await comments(query).value else { return nil }
        return CommentsOnPage(page, address: address, viewer: viewer, returned: returned)
    }
}
