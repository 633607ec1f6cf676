public import Newsroom
public import NIOCore
import Synchronization

/// Events for a client that reads without a stream.
public struct EventPage: Sendable {
    /// CloudEvents objects, oldest first.
    public let events: [ByteBuffer]
    /// Where to go on.
    public let cursor: Cursor
    /// Whether the page is full: there may be more at once, and it never changes but for redaction.
    public let isFull: Bool
}

/// Why events cannot be read after a cursor.
public enum CursorError: Error, Sendable, Hashable {
    /// The caller has to load a snapshot again.
    case reset(ResetReason)
    /// The log cannot be read now; the cursor stays good.
    case unavailable
}

extension LiveFeed {
    /// Returns the events after a cursor, oldest first.
    /// - Parameters:
    ///   - topics: Names, 1...64.
    ///   - after: The text of a cursor; `nil` starts at the head.
    ///   - limit: Events wanted, 1...1000.
    ///   - wait: How long to wait for the first event when there is none.
    /// - Throws: `CursorError`.
    public func page(of topics: [String], after: String?, limit: Int, wait: Duration) async throws -> EventPage {
        guard let view = view.withLock({ $0 }) else { throw CursorError.unavailable }
        let start = try await start(after, in: view)
        let page = try await page(of: topics, after: start, limit: limit)
        guard page.events.isEmpty, wait > .zero else { return page }
        await pollWaiters.wait(for: Set(topics), atMost: wait) {
            // Told between the look and the registration?
            (self.view.withLock { $0?.ring.head } ?? page.cursor.position) > page.cursor.position
        }
        return try await self.page(of: topics, after: page.cursor.position, limit: limit)
    }

    private func start(_ text: String?, in view: FeedView) async throws -> Position {
        guard let text else { return view.ring.head }
        guard let cursor = Cursor(text) else { throw CursorError.reset(.malformed) }
        let objection: ResetReason?
        do { objection = try await judge(cursor, in: view).objection } catch { throw CursorError.unavailable }
        if let objection { throw CursorError.reset(objection) }
        return cursor.position
    }

    private func page(of topics: [String], after position: Position, limit: Int) async throws -> EventPage {
        guard let view = view.withLock({ $0 }) else { throw CursorError.unavailable }
        var entries: [FeedEntry] = []
        if view.ring.reaches(position) {
            for entry in view.ring.entries(after: position) where entry.topics.contains(where: topics.contains) {
                entries.append(entry)
                if entries.count == limit { break }
            }
        } else {
            do {
                entries = try await replays.pass {
                    try await log.events(of: topics, after: position, through: view.ring.head, limit: limit).map(FeedEntry.init)
                }
            } catch is Gate.Full {
                throw CursorError.unavailable
            }
        }
        let isFull = entries.count == limit
        let end = if isFull, let last = entries.last { last.position } else { max(position, view.ring.head) }
        return EventPage(events: entries.map(\.json), cursor: view.history.cursor(at: end), isFull: isFull)
    }
}
