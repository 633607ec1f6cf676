import Newsroom

/// The log of a server without news.
struct NoLog: EventLog {
    private struct Missing: Error {}

    func sequence(from hint: Int64) async throws -> Sequenced { throw Missing() }
    func history() async throws -> History? { nil }
    func events(after position: Position, limit: Int) async throws -> [Event] { [] }
    func events(of topics: [String], after position: Position, through end: Position, limit: Int) async throws -> [Event] { [] }
}
