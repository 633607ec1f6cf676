import Foundation
import Newsroom

/// What every page of one answer is made with: the paper, its sections, its files, and the time.
struct Edition: Sendable {
    let site: Site
    let assets: PageAssets
    /// In the paper's order; empty when the database cannot be asked.
    let sections: [Section]
    let now: Date
    /// Who is signed in; `nil` for the public.
    var reader: PageReader?
    /// The address that was asked for; `nil` for what is no place to come back to.
    var path: ReturnPath?

    func moment(_ time: Date) -> Moment { Moment(time, now: now, in: site.timeZone) }
}

/// The addresses of the files that pages load; each has its content's hash in it.
struct PageAssets: Sendable, Hashable {
    let style: String
    let script: String
    let icon: String
    /// What the script imports, so that the browser fetches all at once.
    let modules: [String]
    let console: ConsoleAssets
}

/// The addresses of the files that only the moderation console loads.
struct ConsoleAssets: Sendable, Hashable {
    let style: String
    let script: String
    let modules: [String]
}
