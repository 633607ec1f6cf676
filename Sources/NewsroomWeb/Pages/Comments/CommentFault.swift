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
            case let error as FieldErrors: self.init(error)
            case let error as CommentError: self.init(error)
            case let problem as Problem where problem.code == .rateLimited: text = "\(problem.detail)."
            default: return nil
            }
        }

        private init?(_ error: FieldErrors) {
            guard let entry = error.entries.first else { return nil }
            field = entry.field
            switch entry.field {
            case "name":
                text =
                    "Give a name of 1 to \(Limits.nameCharacters.upperBound) characters, so that others know whom they answer."
            case "body":
                text = "A comment has 1 to \(Limits.commentCharacters.upperBound) characters, and something that can be read."
            case "reason": text = "Say what is wrong with the comment."
            case "note": text = "The note is too long: \(Limits.reportNoteCharacters.upperBound) characters are the most."
            default: return nil
            }
        }

        private init(_ error: CommentError) {
            switch error {
            case .closed: text = "Comments are closed."
            case .guestsNotTaken: text = "You are not signed in. Sign in in another window, and send this again."
            case .banned: text = "Your account may not comment."
            case .tooDeep: text = "This thread is as deep as threads get. Answer further up."
            case .noComment, .noArticle, .notAllowed: text = "What this is about is no longer there."
            case .editWindowOver: text = "The time for changes is over."
            case .notYours: text = "This is somebody else's comment."
            case .yourOwn: text = "This is your own comment: you can delete it."
            case .stale, .notUndoable: text = "This has just changed. Look at it again."
            }
        }
    }
}
