import Newsroom

/// One message of a console.
struct ConsoleRequest: Sendable {
    /// What it says.
    enum Content: Sendable {
        /// The first word: to join the log after a cursor, or anew.
        case hello(after: String?)
        case command(ConsoleCommand)
    }

    /// The one answer to it bears the same.
    let id: String
    let content: Content

    /// Characters of an id.
    static let idCharacters = 1...64
}

/// What a console can want. Source: README, «The moderation console».
enum ConsoleCommand: Sendable {
    /// A page of a queue.
    case list(ModerationQuery)
    /// Everything around a comment.
    case context(Identifier<Comment>)
    /// To be seen looking at a comment, or at none.
    case look(Identifier<Comment>?)
    /// To have a comment for itself, for as long as the lease lasts.
    case claim(Identifier<Comment>)
    /// To give it back.
    case release(Identifier<Comment>)
    /// To decide on one comment.
    case decide(Ruling, on: ReadComment)
    /// To decide on many at one stroke.
    case decideAll(Ruling, on: [ReadComment])
    /// To take one decision back.
    case undo(Identifier<AuditEntry>)
    /// To take back what was decided at one stroke.
    case undoBatch(Identifier<AuditBatch>)
    /// To tell other moderators something about a comment.
    case note(Identifier<Comment>, String)
    /// To change how far a reader is trusted.
    case setStanding(Standing, because: String, of: Identifier<Account>)
}
