import EventStreams
import Newsroom

/// What stands around every page: head, masthead, footer.
struct PageFrame: Sendable, Hashable {
    /// Where an open page joins the log.
    struct Live: Sendable, Hashable {
        /// The cursor of the snapshot that the page shows.
        let cursor: String
        /// Names, separated by blanks.
        let topics: String
        /// How often the stream says where the log stands, in milliseconds: by its silence a page knows a dead server.
        let checkpoint: String
    }

    /// What kind of page it is, for those who share a link to it. Source: Open Graph protocol, `og:type`.
    enum Kind: String, Sendable {
        case website, article
    }

    /// What stands in the browser's tab.
    let title: String
    /// What stands on a link that somebody shares.
    let shareTitle: String
    let siteTitle: String
    let tagline: String
    let description: String
    let kind: String
    /// `nil` for pages that are no place of their own.
    let canonicalURL: String?
    /// Whether search engines are to pass by.
    let isUnlisted: Bool
    let isFront: Bool
    let isSearch: Bool
    let today: Moment
    let sections: [SectionLink]
    let assets: PageAssets
    /// `nil` for pages that nothing changes.
    let live: Live?
    /// Who is signed in; `nil` for the public.
    let reader: PageReader?
    /// Where this page is, for forms that lead back.
    let here: String
    /// The form for signing in, which leads back here.
    let signInPath: String

    /// - Parameters:
    ///   - path: The page's own address; `nil` for pages that are no place of their own, which search engines pass by.
    ///   - section: The section that the masthead marks.
    init(
        _ edition: Edition, title: String, description: String? = nil, path: String?, kind: Kind = .website,
        isUnlisted: Bool = false,
        section: Slug? = nil, cursor: Cursor? = nil, topics: [Topic] = []
    ) {
        self.title = path == "/" ? title : "\(title) — \(edition.site.title)"
        self.shareTitle = title
        self.siteTitle = edition.site.title
        self.tagline = edition.site.tagline
        self.description = description ?? edition.site.tagline
        self.kind = kind.rawValue
        self.canonicalURL = path.flatMap(edition.site.url)
        self.isUnlisted = isUnlisted || path == nil
        self.isFront = path == "/"
        self.isSearch = path == "/search"
        self.today = edition.moment(edition.now)
        self.sections = edition.sections.map { SectionLink($0, current: section) }
        self.assets = edition.assets
        self.reader = edition.reader
        // Nobody comes back to a page that is no place; and the address of one that was withdrawn is not repeated.
        let here = path.flatMap { _ in edition.path } ?? .front
        self.here = here.text
        self.signInPath = here.address(of: "/sign-in")
        self.live = cursor.map { cursor in
            Live(
                cursor: cursor.description, topics: topics.map(\.description).joined(separator: " "),
                checkpoint: String(edition.site.checkpoint.milliseconds))
        }
    }
}
