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

    /// - Parameter page: As the store has it.
    init(_ page: CommentPage, address: CommentsAddress, viewer: CommentViewer?, returned: CommentForm.Returned?) {
        self.init(
            commenting: page.commenting, count: page.count, entries: page.entries, next: page.next, address: address,
            viewer: viewer, returned: returned)
    }
}
