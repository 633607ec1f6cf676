import Foundation
import Newsroom
import Synchronization

/// The one log, in memory: with an inbox, a sequencer, epochs and retention, and with every way in which a database misbehaves.
final class MemoryEventLog: EventLog {
    /// One of the four things that can be asked of a log.
    enum Door: Hashable, CaseIterable { case sequence, history, events, eventsOfTopics }

    /// Thrown by a door that is broken.
    struct Broken: Error {}

    fileprivate struct State {
        var epochs: [History.Epoch]
        var inbox: [Draft] = []
        var inboxID: Int64 = 0
        /// Dense: the event at position p stands at p - 1.
        var events: [Event] = []
        var oldest = Position(1)
        var hidden: Set<Position> = []
        var broken: Set<Door> = []
        var stalled: Set<Door> = []
        var calls: [Door: Int] = [:]
    }

    private let state: Mutex<State>

    init(token: String = "aaaaaaaa") {
        state = Mutex(State(epochs: [History.Epoch(token: .of(token), first: Position(1))]))
    }

    // MARK: What writers do

    /// Commits changes; the sequencer has yet to find them.
    func commit(_ drafts: [Draft]) { state.withLock { $0.inbox += drafts } }

    /// Commits changes that another node sequences at once.
    func tell(_ drafts: [Draft]) {
        state.withLock { state in
            state.inbox += drafts
            _ = state.sequence()
        }
    }

    // MARK: What operators, and accidents, do

    /// Drops the oldest events.
    func expire(through position: Position) { state.withLock { $0.oldest = position.next } }

    /// Goes back to an older state, as a restored backup does, and begins a new epoch there.
    func restore(to position: Position, token: String) {
        state.withLock { state in
            state.events.removeLast(state.events.count - Int(position.rawValue))
            state.epochs.append(History.Epoch(token: .of(token), first: position.next))
        }
    }

    /// Begins a new epoch behind the newest event, as every start of the server does.
    func restart(token: String) { restore(to: head, token: token) }

    func hide(_ position: Position) { state.withLock { _ = $0.hidden.insert(position) } }
    func reveal() { state.withLock { $0.hidden = [] } }
    func shut(_ doors: Set<Door>) { state.withLock { $0.broken = doors } }
    func stall(_ doors: Set<Door>) { state.withLock { $0.stalled = doors } }

    // MARK: What tests ask

    /// How often a door was used.
    func calls(_ door: Door) -> Int { state.withLock { $0.calls[door, default: 0] } }

    var head: Position { state.withLock { $0.head } }
    var cursor: Cursor { cursor(head.rawValue) }

    /// A cursor of the newest epoch.
    func cursor(_ position: Int64) -> Cursor {
        state.withLock { Cursor(token: $0.epochs[$0.epochs.count - 1].token, position: Position(position)) }
    }

    /// What a reader of some topics must be told after a position.
    func events(of topics: some Sequence<String>, after position: Position) -> [Event] {
        let topics = Set(topics)
        return state.withLock { $0.events.filter { $0.position > position && !topics.isDisjoint(with: $0.topics) } }
    }

    // MARK: EventLog

    func sequence(from hint: Int64) async throws -> Sequenced {
        try await answer(.sequence) { $0.sequence() }
    }

    func history() async throws -> History? {
        try await answer(.history) { History(epochs: $0.epochs, oldest: $0.oldest, head: $0.head) }
    }

    func events(after position: Position, limit: Int) async throws -> [Event] {
        try await answer(.events) { Array($0.kept.filter { $0.position > position }.prefix(limit)) }
    }

    func events(of topics: [String], after position: Position, through end: Position, limit: Int) async throws -> [Event] {
        try await answer(.eventsOfTopics) { state in
            let range = state.kept.filter { $0.position > position && $0.position <= end }
            return Array(range.filter { $0.topics.contains(where: topics.contains) }.prefix(limit))
        }
    }

    private func answer<Answer>(_ door: Door, _ body: (inout State) -> Answer) async throws -> Answer {
        state.withLock { $0.calls[door, default: 0] += 1 }
        while state.withLock({ $0.stalled.contains(door) }) { try await Task.sleep(for: .milliseconds(1)) }
        return try state.withLock { state in
            if state.broken.contains(door) { throw Broken() }
            return body(&state)
        }
    }
}

extension MemoryEventLog.State {
    var head: Position { Position(Int64(events.count)) }

    var kept: some Sequence<Event> {
        events.lazy.filter { [oldest, hidden] in $0.position >= oldest && !hidden.contains($0.position) }
    }

    mutating func sequence() -> Sequenced {
        let count = inbox.count
        for draft in inbox {
            inboxID += 1
            if draft.isTakedown {
                for index in events.indices where events[index].subject == draft.subject {
                    events[index] = events[index].redacted()
                }
            }
            events.append(draft.event(at: head.next, token: epochs[epochs.count - 1].token))
        }
        inbox = []
        return Sequenced(count: count, maxID: count > 0 ? inboxID : 0)
    }
}

/// A change that a test makes.
struct Draft: Sendable {
    var topics = ["front"]
    var subject = "article/1"
    var text = "x"
    var isTakedown = false
    var type: String?

    /// Somebody's rights have changed.
    static func rights(of account: String) -> Draft {
        Draft(topics: ["reader:\(account)"], subject: "account/\(account)", type: "account.changed")
    }

    func event(at position: Position, token: EpochToken) -> Event {
        Event(
            position: position, token: token, type: type ?? (isTakedown ? "article.withdrawn" : "article.updated"),
            subject: subject,
            topics: topics, time: Date(timeIntervalSince1970: 1_777_629_600), revision: Int(position.rawValue),
            data: #"{"text":"\#(text)"}"#, isTakedown: isTakedown)
    }

    /// Changes told apart by their text.
    static func some(_ count: Int, topics: [String] = ["front"], text: String = "x") -> [Draft] {
        (0..<count).map { Draft(topics: topics, text: "\(text) \($0)") }
    }
}

extension EpochToken {
    /// A token that a test wrote down.
    static func of(_ text: String) -> EpochToken {
        guard let token = EpochToken(text) else { preconditionFailure("«\(text)» is no token") }
        return token
    }
}
