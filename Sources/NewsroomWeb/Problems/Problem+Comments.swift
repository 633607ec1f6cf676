import Newsroom

extension Problem {
    /// Nobody is signed in, and no name was given.
    static let signInToComment = Problem(
        .authenticationRequired, "Sign in to comment, or send a «name» where the section takes guests")

    init(_ error: CommentError) {
        switch error {
        case .stale(let current): self.init(stale: "comment", current: current)
        case .notAllowed(let status, let action):
            self.init(
                .notAllowed, "A comment that is \(status.rawValue) takes no «\(action)»",
                members: [("comment_status", .string(status.rawValue))])
        case .editWindowOver(let since):
            self.init(
                .editWindowOver, "A comment can be changed for \(Limits.commentEditWindow.components.seconds / 60) minutes",
                members: [("editable_until", .time(since))])
        case .notYours: self.init(.forbidden, "Only who wrote the comment may do this")
        case .yourOwn: self.init(.notAllowed, "Nobody reports what they wrote themselves")
        case .guestsDoNotReport: self.init(.forbidden, "Guests do not report: sign in with an account")
        case .tooDeep:
            let detail = "has \(Limits.maxCommentDepth) comments above it, and a thread no more"
            self.init(.invalidFields, "«parent» \(detail)", errors: [.init(field: "parent", detail: detail)])
        case .noParent:
            let detail = "is no comment under this article that everybody may read"
            self.init(.invalidFields, "«parent» \(detail)", errors: [.init(field: "parent", detail: detail)])
        case .notUndoable: self.init(.notAllowed, "Only decisions are undone")
        case .noArticle: self = .noArticle
        case .noComment: self.init(.notFound, "There is no such comment")
        case .noReader: self.init(.notFound, "There is no such reader")
        case .closed(let since):
            self.init(.commentsClosed, "The article takes no comments", members: [("closed_at", .time(since))])
        case .guestsNotTaken: self.init(.authenticationRequired, "Guests do not comment here: sign in with an account")
        case .banned(let reason):
            self.init(.readerBanned, "Your account does not comment any more", members: [("reason", .string(reason))])
        }
    }

    /// Why a decision was not made, or not taken back; tells of who was quicker.
    init(_ loss: DecisionResult.Loss) {
        switch loss {
        case .decided(let entry, let item):
            self.init(
                .decided, "\(entry.actor.name) was quicker, at \(Timestamp.text(of: entry.at))",
                members: [("decision", entry.json), ("comment", item.json)])
        case .changed(let item):
            self.init(
                .changed, "Read the comment again: its author has changed it, or readers have reported it since",
                members: [("comment", item.json)])
        case .claimed(let claim):
            self.init(.claimed, "\(claim.moderator.name) works on it", members: [("claim", claim.json)])
        case .notAllowed(let error, let item):
            self.init(error)
            members.append(("comment", item.json))
        case .missing: self.init(.notFound, "There is no such comment or decision")
        }
    }

    /// The problem inside another answer, of one comment among many or over a socket: `code`, `title`, `detail`, `errors` and its members.
    var inner: [JSON.Member] {
        var fields: [JSON.Member] = [
            .init("code", .string(code.rawValue)), .init("title", .string(code.title)), .init("detail", .string(detail)),
        ]
        if !errors.isEmpty { fields.append(.init("errors", errors.json)) }
        return fields + members.map { JSON.Member($0.name, $0.value) }
    }
}
