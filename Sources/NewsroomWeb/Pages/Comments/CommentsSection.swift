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
    /// The form above all threads; `nil` when the reader cannot write.
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
            articlePath: article.path, commenting: page.commenting, reader: edition.reader, address: address, now: edition.now)
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
        reader = edition.reader?.id.description ?? ""
        maxLevel = CommentItem.maxLevel
        editWindow = String(Limits.commentEditWindow.milliseconds)
        count = page.count
        title = CommentWords.count(page.count)
        done = address.done?.text
        notice = rights.notice(in: edition)
        wantsSignIn = rights.wantsSignIn
        signInPath = rights.signInPath
        let orphan = returned == nil ? page.returned : nil
        let kept = orphan.flatMap { CommentsSection.kept($0, with: rights) }
        problem = kept == nil ? orphan?.draft.error : nil
        write = kept ?? (rights.mayWrite ? CommentForm(.write, about: nil, by: "", draft: .init(), with: rights) : nil)
        self.threads = CommentTree.items(of: page.entries, further: page.further, form: opened, with: rights, in: edition)

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
        let thread = isOneThread ? page.entries.first?.place.root : nil
        firstPath = address.page == nil ? nil : address.at(nil, in: thread).path(article.path, to: "comments")
        firstLabel = isOneThread ? "First answers" : isNewest ? "Newest comments" : "Oldest comments"
        // A thread itself leads on.
        nextPath = isOneThread ? nil : page.next.map { address.at($0).path(article.path, to: "comments") }
        hasPager = firstPath != nil || nextPath != nil
        func blank(_ kind: CommentForm.Kind) -> CommentForm {
            CommentForm(kind, about: CommentItem.blankID, by: "", draft: .init(), with: rights)
        }
        self.blank = Blank(
            item: CommentItem(blankWith: rights, in: edition), marks: CommentWords.marks, answer: blank(.answer),
            delete: blank(.delete), report: blank(.report))
    }

    /// Words are kept, whatever has become of what they were about; those of an answer begin a thread, but a change stays one.
    private static func kept(_ returned: CommentForm.Returned, with rights: CommentRights) -> CommentForm? {
        guard returned.kind.asksBody else { return nil }
        let isChange = returned.kind == .edit
        return CommentForm(
            isChange ? .edit : .write, about: isChange ? returned.comment : nil, by: "", draft: returned.draft, with: rights)
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
        let isMeant =
            switch kind {
            case .write: false
            case .answer: comment.isVisible && (rights.mayWrite || draft != nil)
            case .edit: rights.mayEdit(comment) || draft != nil
            case .delete: rights.isOwn(comment)
            case .report: rights.mayReport && !rights.isOwn(comment) && comment.isVisible
            }
        guard isMeant else { return nil }
        let typed = draft ?? CommentForm.Draft(body: kind == .edit ? comment.text.markdown : "")
        return CommentForm(kind, about: id, by: comment.author.name, draft: typed, with: rights)
    }
}
