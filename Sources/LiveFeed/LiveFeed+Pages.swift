import Logging
public import Newsroom
public import NIOCore
import ServiceLifecycle
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
    ///   - wait: How long to wait for the first event when there is none; less when the server stops.
    /// - Throws: `CursorError`; `CancellationError`.
    public func page(of topics: [String], after: String?, limit: Int, wait: Duration) async throws -> EventPage {
        let deadline = ContinuousClock.now + wait
        var page = try await page(of: topics, after: start(after), limit: limit)
        while page.events.isEmpty, !Task.isCancelled, !Task.isShuttingDownGracefully {
            let left = deadline - .now
            let told = page.cursor
            guard left > .zero else { break }
            let hasWaited = await pollWaiters.wait(for: Set(topics), atMost: left) {
                // Told between the look and the registration?
                (head?.position ?? .zero) > told.position
            }
            guard hasWaited else { break }
            page = try await self.page(of: topics, after: told, limit: limit)
        }
        return page
    }

    private func start(_ text: String?) async throws -> Cursor {
        guard let head else { throw CursorError.unavailable }
        guard let text else { return head }
        guard let cursor = Cursor(text) else { throw CursorError.reset(.malformed) }
        if let objection = try await objection(to: cursor) { throw CursorError.reset(objection) }
        return cursor
    }

    private func page(of topics: [String], after start: Cursor, limit: Int) async throws -> EventPage {
        let view = try currentView(for: start)
        let position = start.position
        var entries: [FeedEntry] = []
        if view.ring.reaches(position) {
            for entry in view.ring.entries(after: position) where entry.topics.contains(where: topics.contains) {
                entries.append(entry)
                if entries.count == limit { break }
            }
        } else {
            entries = try await entriesOfLog(topics, after: position, through: view.ring.head, limit)
            // What was read may be of another history by now, or retention may have taken its beginning.
            _ = try currentView(for: start)
        }
        let isFull = entries.count == limit
        let end = if isFull, let last = entries.last { last.position } else { max(position, view.ring.head) }
        return EventPage(events: entries.map(\.json), cursor: view.history.cursor(at: end), isFull: isFull)
    }

    /// What this node knows, unless it has learned that a cursor cannot be honoured.
    private func currentView(for cursor: Cursor) throws(CursorError) -> FeedView {
        guard let view = view.withLock({ $0 }) else { throw .unavailable }
        if let objection = view.history.objection(to: cursor), !objection.mayBeNews { throw .reset(objection) }
        return view
    }

    private func entriesOfLog(
        _ topics: [String], after position: Position, through end: Position, _ limit: Int
    ) async throws -> [FeedEntry] {
        do {
            return try await readLog(topics, after: position, through: end, limit)
        } catch let error as CancellationError {
            throw error
        } catch {
            logger.info("A page could not be read", metadata: ["error": "\(error)"])
            throw CursorError.unavailable
        }
    }
}
