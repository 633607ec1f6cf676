import Newsroom

/// How far the conversation with one console has come, and what is to be done about what it says. Decides; never sends.
struct ConsoleState {
    /// What is to be done about a message.
    enum Reaction {
        /// The console joins the log: after a cursor, or anew.
        case join(after: String?)
        case perform(id: String, ConsoleCommand)
        case refuse(id: String?, Problem)
    }

    /// Whether it said hello.
    private(set) var hasGreeted = false

    /// How long a console may take to say hello.
    static let patience = Duration.seconds(10)

    /// Takes what the console said.
    /// - Parameter isOverRate: Whether it came faster than messages may.
    mutating func heard(_ message: String, isOverRate: Bool) -> Reaction {
        let request: ConsoleRequest
        do {
            request = try ConsoleRequest(message: message)
        } catch {
            return .refuse(id: error.id, error.problem)
        }
        if isOverRate {
            return .refuse(
                id: request.id, Problem(.rateLimited, "It came faster than commands are taken, and was not carried out"))
        }
        switch (request.content, hasGreeted) {
        case (.hello(let after), false):
            hasGreeted = true
            return .join(after: after)
        case (.hello, true): return .refuse(id: request.id, Problem(.notAllowed, "You have said hello already"))
        case (.command, false):
            return .refuse(id: request.id, Problem(.notAllowed, #"Say hello first: {"type":"hello","id":"1"}"#))
        case (.command(let command), true): return .perform(id: request.id, command)
        }
    }
}

/// Why a console is given everything anew.
enum SnapshotReason: Equatable {
    /// It had nothing.
    case fresh
    /// Its cursor cannot be honoured.
    case reset(ResetReason)
    /// It has missed more than is told one by one.
    case behind

    /// The word on the wire.
    var word: String {
        switch self {
        case .fresh: "fresh"
        case .reset(let reason): reason.rawValue
        case .behind: "behind"
        }
    }
}

/// Why the server ends a conversation.
enum ConsoleEnd: String, CaseIterable {
    /// The node stops; another one takes over.
    case draining
    /// The moderator has signed out, or is none any longer.
    case unauthorized
    /// It did not say hello in time.
    case silent
    /// The node was away for longer than the leases last: claims are gone, and presence with them.
    case expired
    /// The database cannot be asked.
    case unavailable
}
