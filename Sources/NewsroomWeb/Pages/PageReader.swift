import Newsroom

/// Who reads a page, when somebody is signed in.
struct PageReader: Sendable, Hashable {
    /// The account's.
    let id: String
    let name: String
    /// What forms send in the field `csrf`, and scripts in `X-CSRF-Token`.
    let csrf: String
    /// Whether the console is for them.
    let moderates: Bool
}

extension WebContext {
    /// Who reads, with a session.
    var reader: PageReader? {
        guard let principal, let account = principal.account, let csrfToken else { return nil }
        return PageReader(
            id: account.description, name: principal.name, csrf: csrfToken, moderates: principal.role.moderates)
    }
}
