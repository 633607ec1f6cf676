import EventStreams
import LiveFeed
import Logging
import NIOCore
import Newsroom
import ServiceLifecycle

/// The conversation with one console: reads what it wants, tells it what happens, and keeps its leases.
///
/// It follows the log with a cursor of its own, as readers of streams do: there is no queue between them. What the socket does not
/// take now is read from the log later, and who falls too far behind is given everything anew.
struct ConsoleSession: Sendable {
    let socket: WebSocketConnection
    let feed: LiveFeed
    let desk: ConsoleDesk
    let logger: Logger

    /// Events of moderators that are told one by one to who comes back; with more, a snapshot is quicker.
    static let maxMissedCount = Limits.pageEvents.upperBound
    /// Bytes of events in a message; one that is longer is sent alone.
    private static let maxDeltaBytes = 128 * 1024
    private static let pollWait = Duration.seconds(25)
    /// Before the log is asked again when it could not be read.
    private static let pause = Duration.seconds(1)

    /// Holds the conversation; returns when it is over, and has given back everything that the console had.
    func run() async {
        do {
            try await desk.open()
        } catch {
            return await end(.unavailable, .tryAgainLater)
        }
        if let greeting = await greeting() {
            await converse(after: greeting.after, greeting.state)
        } else {
            await end(.silent, .policyViolation)
        }
        await desk.close()
    }

    /// Waits for hello, for as long as its patience lasts.
    private func greeting() async -> (state: ConsoleState, after: String?)? {
        await withTaskGroup(of: (state: ConsoleState, after: String?)?.self) { tasks in
            tasks.addTask {
                var state = ConsoleState()
                for await event in socket.events {
                    if case .join(let after)? = await reaction(to: event, &state) { return (state, after) }
                }
                return nil
            }
            tasks.addTask {
                try? await Task.sleep(for: ConsoleState.patience)  // Cancelled: nobody asks for what it returns.
                return nil
            }
            defer { tasks.cancelAll() }
            return await tasks.next() ?? nil
        }
    }

    private func converse(after text: String?, _ greeted: ConsoleState) async {
        await withTaskGroup { tasks in
            var state = greeted
            tasks.addTask { await follow(text) }
            tasks.addTask { await watchRights() }
            for await event in socket.events {
                if case .perform(let id, let command)? = await reaction(to: event, &state) { await answer(command, id) }
            }
            tasks.cancelAll()
        }
    }

    /// Does what needs no more than an answer.
    /// - Returns: What is left to do about a message.
    private func reaction(to event: WebSocketEvent, _ state: inout ConsoleState) async -> ConsoleState.Reaction? {
        switch event {
        case .message(let message):
            let reaction = state.heard(message.text, isOverRate: message.isOverRate)
            if case .refuse(let id, let problem) = reaction { await tell(ConsoleMessage.problem(id, problem)) }
            return reaction
        case .pong: await renew()
        case .stopping: await end(.draining, .goingAway)
        }
        return nil
    }

    /// Carries out a command, if whoever sent it still may: what waited behind the loss of a right must not be done.
    private func answer(_ command: ConsoleCommand, _ id: String) async {
        do {
            guard try await desk.isStillPermitted() else { return await end(.unauthorized, .policyViolation) }
            await tell(ConsoleMessage.result(id, try await desk.perform(command)))
        } catch {
            let problem = Problem(from: error)
            if problem.code == .internalError {
                logger.error("Command failed", metadata: ["error": "\(String(reflecting: error))"])
            }
            await tell(ConsoleMessage.problem(id, problem))
        }
    }

    // MARK: The log

    /// Lets the console join the log, and tells what happens until the conversation ends.
    private func follow(_ text: String?) async {
        var cursor: Cursor?
        if let text { cursor = await resume(after: text) } else { cursor = await snapshot(.fresh) }
        while let told = cursor, goesOn {
            do {
                let page = try await nextPage(of: Self.topics, after: told.description, limit: Self.maxMissedCount)
                cursor = page.isFull ? await fallBehind(at: told) : await tell(page, after: told) ? page.cursor : nil
            } catch CursorError.reset(let reason) {
                cursor = await snapshot(.reset(reason))
            } catch {
                try? await Task.sleep(for: Self.pause)  // Cancelled: the loop's condition sees it.
            }
        }
    }

    private static let topics = [Topic.moderation.description]

    /// The log is not followed while the server stops; the reader of the socket says goodbye.
    private var goesOn: Bool { !Task.isCancelled && !Task.isShuttingDownGracefully }

    /// Waits for events. A node that cannot hold another poll, or stops, answers at once: then it is not asked again at once.
    private func nextPage(of topics: [String], after cursor: String?, limit: Int) async throws -> EventPage {
        let start = ContinuousClock.now
        let page = try await feed.page(of: topics, after: cursor, limit: limit, wait: Self.pollWait)
        if page.events.isEmpty, .now - start < Self.pause { try await Task.sleep(for: Self.pause) }
        return page
    }

    private func resume(after text: String) async -> Cursor? {
        do {
            let page = try await feed.page(of: Self.topics, after: text, limit: Self.maxMissedCount, wait: .zero)
            guard !page.isFull else { return await snapshot(.behind) }
            // What it shows now may be newer than the page: that is told by the page, or after it.
            let room = try await desk.room()
            guard let cursor = Cursor(text), await tell(ConsoleMessage.resumed(room, from: cursor, for: desk)) else {
                return nil
            }
            return await tell(page, after: cursor) ? page.cursor : nil
        } catch CursorError.reset(let reason) {
            return await snapshot(.reset(reason))
        } catch {
            await end(.unavailable, .tryAgainLater)
            return nil
        }
    }

    private func fallBehind(at cursor: Cursor) async -> Cursor? {
        let head = feed.head?.position ?? cursor.position
        guard await tell(ConsoleMessage.behind(Int(head.rawValue - cursor.position.rawValue))) else { return nil }
        return await snapshot(.behind)
    }

    private func snapshot(_ reason: SnapshotReason) async -> Cursor? {
        do {
            let room = try await desk.room()
            return await tell(ConsoleMessage.snapshot(room, because: reason, for: desk)) ? room.cursor : nil
        } catch {
            await end(.unavailable, .tryAgainLater)
            return nil
        }
    }

    private func tell(_ page: EventPage, after told: Cursor) async -> Bool {
        guard !page.events.isEmpty else { return true }
        guard let counts = try? await desk.counts.counts(through: page.cursor) else {
            await end(.unavailable, .tryAgainLater)
            return false
        }
        var rest = page.events[...]
        while !rest.isEmpty {
            var bytes = 0
            let fitting = rest.prefix { event in
                bytes += event.readableBytes
                return bytes <= Self.maxDeltaBytes
            }
            let some = fitting.isEmpty ? rest.prefix(1) : fitting
            rest = rest.dropFirst(some.count)
            // Only the last one may move the cursor: what was cut off is told again, and told twice is harmless.
            let cursor = rest.isEmpty ? page.cursor : told
            guard await tell(ConsoleMessage.delta(some, through: cursor, counts: counts)) else { return false }
        }
        return true
    }

    // MARK: Leases and rights

    /// The peer is there: its leases go on.
    private func renew() async {
        do {
            guard try await desk.isStillPermitted() else { return await end(.unauthorized, .policyViolation) }
            if try await !desk.renew() { await end(.expired, .goingAway) }
        } catch {
            logger.info("Leases could not be renewed", metadata: ["error": "\(error)"])
        }
    }

    /// Ends the conversation when the moderator signs out, or is none any longer, or the token is revoked.
    private func watchRights() async {
        var cursor = feed.head?.description
        var isSure = false  // not of what happened before there was a cursor
        while goesOn {
            do {
                if !isSure {
                    guard try await desk.isStillPermitted() else { return await end(.unauthorized, .policyViolation) }
                    isSure = true
                }
                let page = try await nextPage(of: [desk.ownTopic], after: cursor, limit: 1)
                cursor = page.cursor.description
                if !page.events.isEmpty { isSure = false }
            } catch CursorError.reset {
                cursor = feed.head?.description
                isSure = false
            } catch {
                try? await Task.sleep(for: Self.pause)  // Cancelled: the loop's condition sees it.
            }
        }
    }

    // MARK: The socket

    @discardableResult
    private func tell(_ message: JSON) async -> Bool { await tell(ByteBuffer(bytes: message.bytes)) }

    /// Sends a message as soon as there is room for it.
    /// - Returns: `false` when the conversation is over.
    private func tell(_ text: ByteBuffer) async -> Bool {
        while true {
            switch await socket.send(.text, text) {
            case .sent: return true
            case .full: guard await socket.room() else { return false }
            case .closed: return false
            }
        }
    }

    /// Says why, if there is room for it, and closes: a peer that does not read keeps nobody.
    private func end(_ reason: ConsoleEnd, _ code: WebSocketCloseCode) async {
        _ = await socket.send(.text, ByteBuffer(bytes: ConsoleMessage.closing(reason).bytes))
        await socket.close(code, reason.rawValue)
    }
}
