import Newsroom

extension CommentWords {
    /// Why a form was not taken, in words for whoever filled it in.
    struct Fault: Sendable, Hashable {
        let text: String
        /// The field that is to be mended; `nil` when none is.
        var field: String?

        /// `nil` for what its reader can do nothing about.
        init?(_ error: any Error) {
            switch error {
            case let error as FieldErrors:
                guard let entry = error.entries.first, let text = Fault.words(forField: entry.field) else { return nil }
                self.text = text
                field = entry.field
            case let error as CommentError: text = Fault.words(for: error)
            case let problem as Problem:
                guard let text = Fault.words(for: problem) else { return nil }
                self.text = text
            default: return nil
            }
        }

        private static func words(forField name: String) -> String? {
            switch name {
            case "name":
                "Give a name of at most \(Limits.nameCharacters.upperBound) characters, so that others know whom they answer."
            case "body": "A comment has 1 to \(Limits.commentCharacters.upperBound) characters."
            case "reason": "Say what is wrong with the comment."
            case "note": "The note is too long: \(Limits.reportNoteCharacters.upperBound) characters are the most."
            default: nil
            }
        }

        private static func words(for problem: Problem) -> String? {
            switch problem.code {
            case .rateLimited: "\(problem.detail)."
            case .authenticationRequired: "You are not signed in. Sign in in another window, and send this again."
            case .csrfFailed: "You have signed in or out since you opened this page. Send this again."
            default: nil
            }
        }

        private static func words(for error: CommentError) -> String {
            switch error {
            case .closed: "Comments are closed."
            case .guestsNotTaken: "Guests do not comment here. Sign in with an account in another window, and send this again."
            case .banned(let reason): CommentWords.banned(because: reason)
            case .tooDeep: "This thread is as deep as threads get. Answer further up."
            case .noComment, .noParent, .noArticle, .noReader: "What this is about is no longer there."
            case .notAllowed(.rejected, _): "This comment was not published, and can only be deleted."
            case .notAllowed: "This comment is not what it was. Look at it again."
            case .editWindowOver: "The time for changes is over."
            case .notYours: "This is somebody else's comment."
            case .guestsDoNotReport: "Guests cannot report. Sign in with an account."
            case .yourOwn: "This is your own comment: you can delete it."
            case .stale, .notUndoable: "This has just changed. Look at it again."
            }
        }
    }
}
