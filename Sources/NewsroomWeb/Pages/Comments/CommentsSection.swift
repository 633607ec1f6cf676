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
    /// What a form was not taken for, when the form itself has no place any more; `nil` when nothing was wrong.
    let problem: String?
    /// Whether signing in is what it takes to write.
    let wantsSignIn: Bool
    let signInPath: String
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
        let rights = CommentRights(
            articlePath: article.path, commenting: page.commenting, viewer: page.viewer, address: address, now: edition.now)
        let returned = page.returned.flatMap { returned in
            returned.comment.flatMap {
                CommentsSection.form(returned.kind, about: $0, returned.draft, on: page, with: rights)
            }
        }
        let opened =
            returned
            ?? address.opened.flatMap { CommentsSection.form($0.kind, about: $0.comment, nil, on: page, with: rights) }
        self.article = article.id.description
        path = article.path
        reader = page.viewer?.account.description ?? ""
        maxLevel = CommentItem.maxLevel
        editWindow = String(Limits.commentEditWindow.milliseconds)
        count = page.count
        title = CommentWords.count(page.count)
        done = address.done?.text
        notice = rights.notice(in: edition)
        wantsSignIn = rights.wantsSignIn
        signInPath = rights.signInPath
        // Words are kept, whatever has become of what they were about.
        let orphan = returned == nil ? page.returned : nil
        let keptWords = orphan.flatMap { $0.kind.asksBody ? $0.draft : nil }
        problem = keptWords == nil ? orphan?.draft.error : nil
        write =
            rights.mayWrite || keptWords != nil
            ? CommentForm(.write, about: nil, by: "", draft: keptWords ?? .init(), with: rights) : nil
        self.threads = CommentTree.items(of: page.entries, form: opened, with: rights, in: edition)

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
            CommentForm(kind, about: CommentItem.blankID, by: "", draft: .init(), with: rights)
        }
        self.blank = Blank(
            item: CommentItem(blankWith: rights, in: edition), marks: CommentWords.marks, answer: blank(.answer),
            delete: blank(.delete), report: blank(.report))
    }

    /// A form under a comment that is shown; `nil` when it is not, or is not for this reader.
    /// - Parameter draft: What was sent and not taken; `nil` when the form is only asked for.
    private static func form(
        _ kind: CommentForm.Kind, about id: Identifier<Comment>, _ draft: CommentForm.Draft?, on page: CommentsOnPage,
        with rights: CommentRights
    ) -> CommentForm? {
        var found: Comment?
        for case .shown(let comment) in page.entries where comment.id == id { found = comment }
        guard let comment = found else { return nil }
        let isOwn = comment.author.id == rights.viewer?.account
        let isMeant =
            switch kind {
            case .write: false
            case .answer: comment.isVisible && (rights.mayWrite || draft != nil)
            case .edit: isOwn && (rights.mayWrite && rights.now <= comment.editableUntil || draft != nil)
            case .delete: isOwn
            case .report: rights.mayReport && !isOwn && comment.isVisible
            }
        guard isMeant else { return nil }
        let typed = draft ?? CommentForm.Draft(body: kind == .edit ? comment.text.markdown : "")
        return CommentForm(kind, about: id, by: comment.author.name, draft: typed, with: rights)
    }
}
