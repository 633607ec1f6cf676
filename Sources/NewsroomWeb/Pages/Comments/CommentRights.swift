import Foundation
import Newsroom

/// Who may do what with the comments under one story, and where the forms for it lead.
struct CommentRights: Sendable {
    let articlePath: String
    let commenting: Commenting
    /// `nil` for the public.
    let reader: PageReader?
    let address: CommentsAddress
    let now: Date

    var signInPath: String { CommentRights.signInPath(from: articlePath) }

    /// Where to sign in, and come back to a story.
    static func signInPath(from articlePath: String) -> String {
        ReturnPath(articlePath)?.address(of: "/sign-in") ?? "/sign-in"
    }

    private var isOpen: Bool { commenting.isOpen(at: now) }
    private var isBanned: Bool { reader?.standing == .banned }
    private var isTaken: Bool { commenting.takesGuests || reader.map { !$0.isGuest } ?? false }
    /// Whether comments are taken from whoever reads this.
    var mayWrite: Bool { isOpen && !isBanned && isTaken }
    /// Whether they would be, once the reader has signed in with an account.
    var wantsSignIn: Bool { isOpen && !isBanned && !isTaken }
    /// Whether who writes says under which name.
    var asksName: Bool { reader == nil && commenting.takesGuests }
    var mayReport: Bool { reader.map { !$0.isGuest } ?? false && !isBanned }
    /// Whether they would take a report, once the reader has signed in with an account.
    var wantsSignInToReport: Bool { !mayReport && !isBanned }

    func isOwn(_ comment: Comment) -> Bool { comment.author.id == reader?.id }
    func mayEdit(_ comment: Comment) -> Bool { mayWrite && isOwn(comment) && comment.isEditable(at: now) }

    /// What holds for everybody, or for this reader.
    func notice(in edition: Edition) -> String? {
        let reason = reader?.standingReason ?? ""
        if isBanned { return CommentWords.banned(because: reason) }
        guard isOpen else {
            let isOver = commenting.policy != .closed
            return commenting.closesAt.flatMap { isOver ? "Comments are closed since \(edition.moment($0).full)." : nil }
                ?? "Comments are closed."
        }
        switch reader?.standing {
        case .suspended(let until):
            let time = edition.moment(until).full
            return "Your account is suspended until \(time): what you write waits for a moderator.".quoting(reason)
        case .premoderated: return "A moderator reads what you write before it appears.".quoting(reason)
        case .trusted, .normal, .banned, nil: return nil
        }
    }

    /// How to write, and what becomes of it.
    var help: String {
        let markdown = "Markdown: *italic*, **bold**, > quotation, - list, `code`, links."
        return commenting.policy == .premoderated ? "\(markdown) A moderator reads comments before they appear." : markdown
    }
}
