public import Foundation

/// What the paper calls itself, and where readers find it.
public struct Site: Sendable, Hashable {
    /// The name in the masthead: «The Courant».
    public var title: String
    /// The line under the name.
    public var tagline: String
    /// The address that readers use, without a slash at its end; `nil` leaves out canonical links.
    public var publicURL: String?
    /// How often an open stream says where the log stands.
    public var checkpoint: Duration
    /// The zone of printed times. The script shows the reader's own.
    public var timeZone: TimeZone

    /// Names a paper.
    public init(
        title: String = "The Courant", tagline: String = "News as it runs, and as it is corrected", publicURL: String? = nil,
        checkpoint: Duration = .seconds(15), timeZone: TimeZone = .gmt
    ) {
        self.title = title
        self.tagline = tagline
        self.publicURL = publicURL
        self.checkpoint = checkpoint
        self.timeZone = timeZone
    }

    /// The full address of a path; `nil` when the paper does not know its own.
    func url(_ path: String) -> String? { publicURL.map { $0 + path } }
}
