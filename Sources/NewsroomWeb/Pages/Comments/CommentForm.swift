import Newsroom

/// A form that writes, answers, edits, deletes or reports a comment.
struct CommentForm: Sendable, Hashable {
    /// What it does; also the name of its button's address.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case write, answer, edit, delete, report

        var asksBody: Bool { [.write, .answer, .edit].contains(self) }
    }

    /// What was typed into a form, and what was wrong with it.
    struct Draft: Sendable, Hashable {
        var name = ""
        var body = ""
        var reason = ""
        var note = ""
        var error = ""
        /// The field that was wrong; `nil` when it was something else.
        var field: String?
    }

    /// A form that was sent and not taken.
    struct Returned: Sendable, Hashable {
        let kind: Kind
        /// What it was about; `nil` for a new thread.
        let comment: Identifier<Comment>?
        var draft: Draft
    }

    /// Why somebody reports a comment.
    struct Choice: Sendable, Hashable {
        let code: String
        let label: String
        let isChosen: Bool
    }

    /// Its element's identifier.
    let name: String
    let kind: String
    /// The comment in question; empty for a new thread.
    let about: String
    let action: String
    /// Empty without a session.
    let csrf: String
    let place: String
    let isAnswer: Bool
    let heading: String
    /// Empty when nothing was wrong.
    let error: String
    let asksName: Bool
    let guestName: String
    let errsInName: Bool
    let asksBody: Bool
    let bodyLabel: String
    let rows: Int
    let body: String
    let errsInBody: Bool
    let limit: Int
    let help: String
    let asksReason: Bool
    let reasons: [Choice]
    let errsInReason: Bool
    let note: String
    let submit: String
    let mayCancel: Bool
    let cancelPath: String
    let mayQuit: Bool
    let signInPath: String

    /// - Parameters:
    ///   - comment: What it is about; `nil` for a new thread.
    ///   - author: Who wrote that; empty when it is not known yet.
    ///   - draft: What stands in it.
    init(_ kind: Kind, about comment: Identifier<Comment>?, by author: String, draft: Draft, with rights: CommentRights) {
        let about = comment.map(\.description) ?? ""
        self.kind = kind.rawValue
        self.about = about
        name = about.isEmpty ? kind.rawValue : "\(kind.rawValue)-\(about)"
        isAnswer = kind == .answer
        switch kind {
        case .write, .answer: action = "\(rights.articlePath)/comments"
        case .edit, .delete, .report: action = "/comment/\(about)/\(kind.rawValue)"
        }
        csrf = rights.reader?.csrf ?? ""
        place = rights.address.place
        heading = CommentForm.heading(kind, author)
        asksBody = kind.asksBody
        bodyLabel = kind == .answer ? "Your answer" : "Your comment"
        rows = 5
        body = draft.body
        limit = Limits.commentCharacters.upperBound
        help = rights.help
        asksName = rights.asksName && [.write, .answer].contains(kind)
        guestName = draft.name
        asksReason = kind == .report
        reasons = Report.Reason.allCases.map {
            Choice(code: $0.rawValue, label: CommentWords.words(for: $0), isChosen: $0.rawValue == draft.reason)
        }
        note = draft.note
        error = draft.error
        errsInName = draft.field == "name"
        errsInBody = draft.field == "body"
        errsInReason = draft.field == "reason"
        submit = CommentForm.submit(kind)
        mayCancel = kind != .write
        cancelPath = rights.address.path(rights.articlePath, to: "comment-\(about)")
        mayQuit = asksName && kind == .write
        signInPath = rights.signInPath
    }

    private static func heading(_ kind: Kind, _ author: String) -> String {
        switch kind {
        case .write: "Write a comment"
        case .answer: author.isEmpty ? "Answer" : "Answer \(author)"
        case .edit: "Edit your comment"
        case .delete: "Delete your comment?"
        case .report: "Report this comment"
        }
    }

    private static func submit(_ kind: Kind) -> String {
        switch kind {
        case .write: "Post comment"
        case .answer: "Post answer"
        case .edit: "Save"
        case .delete: "Delete for good"
        case .report: "Report"
        }
    }
}
