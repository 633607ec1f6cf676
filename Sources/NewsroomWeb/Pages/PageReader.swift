import Foundation
import Newsroom

/// Who reads a page, when somebody is signed in.
struct PageReader: Sendable, Hashable {
    /// The account's.
    let id: Identifier<Account>
    let name: String
    /// What forms send in the field `csrf`, and scripts in `X-CSRF-Token`.
    let csrf: String
    /// Whether the console is for them.
    var moderates = false
    /// Whether they have a session and no other way in.
    var isGuest = false
    /// How far their comments are trusted now.
    var standing = Standing.normal
    /// Why; may be empty.
    var standingReason = ""
}

extension WebContext {
    /// Who reads, with a session.
    func reader(at now: Date) -> PageReader? {
        guard let principal, let account = principal.account, let csrfToken else { return nil }
        return PageReader(
            id: account, name: principal.name, csrf: csrfToken, moderates: principal.role.moderates,
            isGuest: principal.isGuest, standing: principal.standing.effective(at: now),
            standingReason: principal.standingReason)
    }
}
