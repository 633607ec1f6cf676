import Foundation
import Newsroom

/// Who reads a page, as far as its comments ask.
struct CommentViewer: Sendable, Hashable {
    let account: Identifier<Account>
    let standing: Standing
    /// What its forms prove themselves with.
    let csrf: String

    /// `nil` for the public.
    init?(_ context: WebContext) {
        guard let principal = context.principal, let account = principal.account, let csrf = context.csrfToken else {
            return nil
        }
        self.account = account
        standing = principal.standing
        self.csrf = csrf
    }

    init(account: Identifier<Account>, standing: Standing, csrf: String) {
        self.account = account
        self.standing = standing
        self.csrf = csrf
    }
}

/// Who may do what with the comments under one story, and where the forms for it lead.
struct CommentRights: Sendable {
    let articlePath: String
    let commenting: Commenting
    let viewer: CommentViewer?
    let address: CommentsAddress
    let now: Date

    var signInPath: String { CommentRights.signInPath(from: articlePath) }

    /// Where to sign in, and come back to a story.
    static func signInPath(from articlePath: String) -> String {
        ReturnPath(articlePath)?.address(of: "/sign-in") ?? "/sign-in"
    }

    private var isBanned: Bool { viewer?.standing.effective(at: now) == .banned }
    /// Whether comments are taken from whoever reads this.
    var mayWrite: Bool { commenting.isOpen(at: now) && !isBanned && (viewer != nil || commenting.takesGuests) }
    /// Whether they would be, once the reader has signed in.
    var wantsSignIn: Bool { viewer == nil && commenting.isOpen(at: now) && !commenting.takesGuests }
    /// Whether who writes says under which name.
    var asksName: Bool { viewer == nil && commenting.takesGuests }
    var mayReport: Bool { viewer != nil && !isBanned }

    /// What holds for everybody, or for this reader.
    func notice(in edition: Edition) -> String? {
        if isBanned { return "Your account may not comment." }
        guard commenting.isOpen(at: now) else {
            let isOver = commenting.policy != .closed
            return commenting.closesAt.flatMap { isOver ? "Comments are closed since \(edition.moment($0).full)." : nil }
                ?? "Comments are closed."
        }
        if case .suspended(let until)? = viewer?.standing.effective(at: now) {
            return "Your account is suspended until \(edition.moment(until).full): what you write waits for a moderator."
        }
        return nil
    }

    /// How to write, and what becomes of it.
    var help: String {
        let markdown = "Markdown: *italic*, **bold**, > quotation, - list, `code`, links."
        return commenting.policy == .premoderated ? "\(markdown) A moderator reads comments before they appear." : markdown
    }
}
