import ArgumentParser
import Bench
import Foundation

/// What every scenario of `courant bench` takes.
struct BenchOptions: ParsableArguments {
    @Option(help: "A Courant that runs already: http://host:port. Events are published over REST; needs --token.")
    var server: String?
    @Option(help: "An editor's token for --server.")
    var token: String?
    @Option(help: "Another server's stream: its address. {topic} in it stands for the topic's number, from 0.")
    var stream: String?
    @Option(help: "Where the other server takes events: each is POSTed as raw JSON. {topic} as above.")
    var publish: String?
    @Option(help: "Processes of --server or --stream, with commas between, whose CPU and memory are measured.")
    var pid: String?

    @Option(help: "How the node of its own is given events: sql (as any writing node does) or rest.")
    var publisher = BenchPublisherKind.sql
    @Option(
        parsing: .unconditionalSingleValue,
        help: "A flag for the node of its own, as in --serve-flag --ring-events=4096. May stand several times.")
    var serveFlag: [String] = []
    @Option(
        help: "The CPU that the node of its own is kept on, with one event loop; or the processes of --pid. Any when not given."
    )
    var serverCpu: Int?
    @Option(help: "The CPU that readers and publisher are kept on. Any when not given.")
    var loadCpu: Int?

    @Option(help: "Seconds after which what has not come is missing.")
    var patience = 60
    @Option(help: "Writes the report as JSON to a file.")
    var json: String?
    @Option(help: "Draws the report to a file, as SVG.")
    var svg: String?
    @Flag(help: "Shows progress in one changing line although standard error is no terminal.")
    var progress = false

    func validate() throws {
        if server != nil, stream != nil { throw ValidationError("--server and --stream exclude each other") }
        if server != nil, token == nil { throw ValidationError("--server needs --token") }
        if (stream == nil) != (publish == nil) { throw ValidationError("--stream and --publish belong together") }
        if server == nil, stream == nil, (serverCpu == nil) != (loadCpu == nil) {
            // The node would inherit the CPU of the load.
            throw ValidationError("--server-cpu and --load-cpu belong together")
        }
        if patience < 1 { throw ValidationError("--patience is above 0") }
        _ = try processes()
    }

    /// The processes of `--pid`.
    func processes() throws -> [Int32] {
        try (pid ?? "").split(separator: ",").map { text in
            guard let process = Int32(text), process > 0 else { throw ValidationError("--pid takes numbers, not «\(text)»") }
            return process
        }
    }
}

/// How events are published to the node of its own.
enum BenchPublisherKind: String, ExpressibleByArgument, CaseIterable {
    case sql, rest
}
