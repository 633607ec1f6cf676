import EventStreams
import Newsroom

/// What readers say under a story.
struct CommentsSection: Sendable, Hashable {
    /// The other order, or the way from one thread to all.
    struct OtherOrder: Sendable, Hashable {
        let label: String
        let path: String
    }

    /// What the script makes new elements from.
    struct Blank: Sendable, Hashable {
        let item: CommentItem
        let marks: [CommentWords.Mark]
        let answer: CommentForm
        let delete: CommentForm
        let report: CommentForm
    }

    /// The story's identifier.
    let article: String
    /// The story's address.
    let path: String
    /// The reader's account; empty for the public.
    let reader: String
    /// Where new threads belong: `first` or `last` in the list, or on another page.
    let arrive: String
    let maxLevel: Int
    /// How long a comment may be edited, in milliseconds.
    let editWindow: String
    let count: Int
    let title: String
    /// `nil` when nothing was just done.
    let done: String?
    /// `nil` when there is nothing to say.
    let notice: String?
    /// `nil` when signing in is not what it takes.
    let signInPath: String?
    /// `nil` when the reader cannot write.
    let write: CommentForm?
    /// `nil` when there is nothing to order.
    let orderLabel: String?
    let otherOrder: OtherOrder?
    let threads: [CommentItem]
    let hasPager: Bool
    /// `nil` on the first page.
    let firstPath: String?
    let firstLabel: String
    /// `nil` on the last page.
    let nextPath: String?
    let blank: Blank

    init(_ page: CommentsOnPage, of article: Article, in edition: Edition) {
        let address = page.address
        let desk = CommentsDesk(
            articlePath: article.path, commenting: page.commenting, viewer: page.viewer, address: address, now: edition.now)
        let opened = CommentsSection.openForm(page, on: desk)
        self.article = article.id.description
        path = article.path
        reader = page.viewer?.account.description ?? ""
        maxLevel = CommentItem.maxLevel
        editWindow = String(Limits.commentEditWindow.milliseconds)
        count = page.count
        title = CommentWords.count(page.count)
        done = address.done?.text
        notice = desk.notice(in: edition)
        signInPath = desk.wantsSignIn ? desk.signInPath : nil
        let returned = page.returned.flatMap { $0.kind == .write ? $0.draft : nil }
        write = desk.mayWrite ? CommentForm(.write, about: nil, by: "", draft: returned ?? .init(), on: desk) : nil
        self.threads = CommentTree.items(of: page.entries, form: opened, on: desk, in: edition)

        let isOneThread = address.comment != nil
        let isOrdered = isOneThread || self.threads.count > 1 || address.page != nil
        let isNewest = address.order == .newest
        arrive = isOneThread ? "" : isNewest && address.page == nil ? "first" : !isNewest && page.next == nil ? "last" : ""
        orderLabel = !isOrdered ? nil : isOneThread ? "One thread" : isNewest ? "Newest first" : "Oldest first"
        otherOrder =
            !isOrdered
            ? nil
            : isOneThread
                ? OtherOrder(label: "All comments", path: CommentsAddress().path(article.path, to: "comments"))
                : OtherOrder(
                    label: isNewest ? "Oldest first" : "Newest first",
                    path: address.at(nil, order: isNewest ? .oldest : .newest).path(article.path, to: "comments"))
        firstPath = address.page == nil || isOneThread ? nil : address.at(nil).path(article.path, to: "comments")
        firstLabel = isNewest ? "Newest comments" : "Oldest comments"
        nextPath = page.next.map { address.at($0).path(article.path, to: "comments") }
        hasPager = firstPath != nil || nextPath != nil
        func blank(_ kind: CommentForm.Kind) -> CommentForm {
            CommentForm(kind, about: CommentItem.blankID, by: "", draft: .init(), on: desk)
        }
        self.blank = Blank(
            item: CommentItem(blankOn: desk, in: edition), marks: CommentWords.marks, answer: blank(.answer),
            delete: blank(.delete), report: blank(.report))
    }

    /// The form that stands open under a comment: one that was sent and not taken, or one that the address asks for.
    private static func openForm(_ page: CommentsOnPage, on desk: CommentsDesk) -> CommentForm? {
        let kind: CommentForm.Kind
        let id: Identifier<Comment>
        var draft = CommentForm.Draft()
        if let returned = page.returned, let comment = returned.comment {
            (kind, id, draft) = (returned.kind, comment, returned.draft)
        } else if let opened = page.address.opened {
            (kind, id) = (opened.kind, opened.comment)
        } else {
            return nil
        }
        var found: Comment?
        for case .shown(let comment) in page.entries where comment.id == id { found = comment }
        guard let comment = found else { return nil }
        let isOwn = comment.author.id == desk.viewer?.account
        switch kind {
        case .write: return nil
        case .answer: guard desk.mayWrite, comment.isVisible else { return nil }
        case .edit:
            guard isOwn, desk.mayWrite, page.returned != nil || desk.now <= comment.editableUntil else { return nil }
            if page.returned == nil { draft.body = comment.text.markdown }
        case .delete: guard isOwn else { return nil }
        case .report: guard desk.mayReport, !isOwn, comment.isVisible else { return nil }
        }
        return CommentForm(kind, about: id, by: comment.author.name, draft: draft, on: desk)
    }
}
