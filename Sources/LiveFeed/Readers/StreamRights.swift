import Newsroom
import Synchronization

/// On what a private stream stands: an account, or a token, whose rights were asked for after everything up to a position had been told here.
///
/// Whoever loses a right is told so by an event of the log. One that was committed before the question is known to whoever answered it; one
/// that was committed later has a later position, and ends the stream on its way, wherever that is.
public struct StreamRights: Sendable, Hashable {
    /// The account or token, as events have it for a subject.
    let subject: String
    var since: Position
}

extension LiveFeed {
    /// Begins to watch the rights of an account or a token. To be called before they are asked for.
    /// - Parameter subject: As events have it: `account/<id>`, `token/<id>`.
    /// - Returns: `nil` before the log has been read for the first time.
    public func rights(of subject: String) -> StreamRights? {
        head.map { StreamRights(subject: subject, since: $0.position) }
    }

    /// Whether a stream has lost its right since it was looked at.
    func hasLostRight(_ stream: inout OpenStream) -> Bool {
        guard let rights = stream.rights else { return false }
        return view.withLock { view in
            guard let view, !view.ring.mayRevoke(rights) else { return true }
            stream.rights?.since = max(rights.since, view.ring.head)
            return false
        }
    }
}

extension FeedRing {
    /// Whether something that ends streams of an account has been told since a position, or has left the ring unseen.
    func mayRevoke(_ rights: StreamRights) -> Bool {
        !reaches(rights.since) || entries(after: rights.since).contains { $0.endsStreams && $0.subject == rights.subject }
    }
}

extension FeedEntry {
    /// Readers of these are ended: of the topics that it has, and of the account that it is about.
    var endedTopics: [String] { topics + [subject] }
}
