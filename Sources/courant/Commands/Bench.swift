import ArgumentParser

/// `courant bench`.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Load a server with readers, and measure what it does.",
        discussion: """
            Each scenario opens readers of event streams in this process, publishes events that carry a running number, and checks \
            for each reader that none is missing, repeated or out of order. It prints a table, and ends with status 1 when \
            anything was not exact.

            Measured is, by default, a node of its own: this program, on a new database of the PostgreSQL server that \
            DATABASE_URL names; both are gone afterwards. --server measures a Courant that runs already, --stream and --publish \
            another server.

            Units: times in ms and µs, memory in KB of 1,024 bytes, rates per second. CPU is user and system time of the \
            server's processes; memory is anonymous resident memory (RssAnon). Both need Linux.
            """,
        subcommands: [
            BenchFanout.self, BenchIdle.self, BenchStorm.self, BenchChaos.self, BenchPublish.self, BenchCatchup.self,
            BenchTransport.self, BenchWebSocketServer.self,
        ])
}
