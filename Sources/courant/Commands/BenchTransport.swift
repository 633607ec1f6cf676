import ArgumentParser
import Bench

/// `courant bench transport`.
struct BenchTransport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transport", abstract: "The same events over Server-Sent Events, long poll and WebSocket.",
        discussion: """
            SSE and long poll are served by a node of bench's own; WebSocket by a bare server of SwiftNIO that lives in the bench \
            only: one event loop, no log, no topics, a ping every 15 s, and everything kept in memory for who comes back. Bytes are \
            those of HTTP and WebSocket in both directions, as TCP's payload; TCP's and IP's own headers are not counted. Events are \
            published one at a time, the next when every reader has the last.
            """)

    @Option(help: "Readers.")
    var readers = 1000
    @Option(help: "Events published.")
    var events = 100
    @Option(help: "Length of an event's frame in bytes, about.")
    var eventBytes = 500
    @Option(help: "Seconds to watch idle readers.")
    var seconds = 60
    @Option(help: "Events published while all readers are away.")
    var missed = 10
    @Option(help: "Readers under way to their opening at once, when they come back.")
    var concurrency = 256
    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard readers > 0, events > 0, seconds > 0, missed > 0, concurrency > 0 else {
            throw ValidationError("Numbers are above 0")
        }
        if options.server != nil || options.stream != nil || options.publisher != .sql {
            throw ValidationError("transport is for servers of bench's own, with --publisher sql")
        }
    }

    func run() async throws {
        let options = options
        try await BenchRun.play("transport", options, on: BenchStageWish(eventBytes: eventBytes)) { run, report in
            var found: [(Transport, TransportFigures)] = []
            for transport in Transport.allCases {
                found.append((transport, try await measure(transport, run, &report)))
            }
            show(found, &report)
        }
    }

    private enum Transport: String, CaseIterable, Sendable {
        case sse
        case longPoll = "long_poll"
        case webSocket = "websocket"

        var words: String {
            switch self {
            case .sse: "SSE"
            case .longPoll: "long poll"
            case .webSocket: "WebSocket"
            }
        }
    }

    private func measure(_ transport: Transport, _ run: BenchRun, _ report: inout BenchReport) async throws -> TransportFigures
    {
        let stage =
            switch transport {
            case .sse: run.stage
            case .longPoll: try await afresh(run.stage).longPolling()
            case .webSocket: try await run.builder.webSocket(bytes: eventBytes - BenchTransport.frameBytes)
            }
        let readers = try Readers(of: stage.target)
        defer { readers.close() }
        run.progress.step("\(transport.words)")
        let part = run.on(stage, readers)
        let count = part.count(self.readers, &report)
        let first = try await part.warmUp()
        _ = await readers.takeLatency()
        try await part.open(1, from: first)
        let few = try await part.deliver(first..<(first + events), to: 1, at: .closedLoop, batch: 1)
        await readers.forgetAll()

        let bare = try await stage.meter?.stableMemory() ?? 0
        try await part.open(count, from: first + events)
        let idle = try await stage.meter?.stableMemory() ?? 0
        part.progress.step("\(transport.words): \(count) idle readers for \(seconds) s")
        let quiet = await readers.tally.traffic
        try await Task.sleep(for: .seconds(seconds))
        let idleBytes = await readers.tally.traffic - quiet

        part.progress.step("\(transport.words): \(events) events to \(count) readers")
        _ = await readers.takeLatency()
        let before = await readers.tally.traffic
        let start = first + events
        let all = try await part.deliver(start..<(start + events), to: count, at: .closedLoop, batch: 1)
        let eventTraffic = await readers.tally.traffic - before
        let latency = await readers.takeLatency()

        part.progress.step("\(transport.words): all readers come back")
        let resumed = try await resume(part, count, from: start + events)
        let tally = await readers.tally
        report.add(fault: few.trouble)
        report.add(fault: all.trouble)
        report.add(fault: resumed.trouble)
        report.add(tally, of: transport.words, missing: await readers.missing(through: start + events + missed - 1))
        return TransportFigures(
            eventBytes: Double(eventTraffic) / Double(max(1, all.deliveries)),
            idleBytes: Double(idleBytes) / Double(count) / Double(seconds) * 60,
            deliveryCPU: Double((all.cpu ?? 0) - (few.cpu ?? 0)) / Double(max(1, all.deliveries - few.deliveries)) / 1e3,
            memory: Double(idle - bare) / Double(count) / 1024, resumeSeconds: resumed.seconds,
            latency: Double(latency.value(at: 0.5)) / 1e6)
    }

    /// The node anew: memory that it keeps from its streams would make the next readers cheap.
    private func afresh(_ stage: BenchStage) async throws -> BenchStage {
        await stage.node?.kill()
        return try await stage.restart()
    }

    /// What an event stream's frame has besides its data: id, type, names of fields.
    private static let frameBytes = 60

    private func resume(_ part: BenchRun, _ count: Int, from first: Int) async throws -> (seconds: Double, trouble: String?) {
        await part.readers.dropAll()
        try await part.noticed()
        for number in first..<(first + missed) { try await part.publish(number..<(number + 1)) }
        let wanted = await part.readers.tally.deliveries + count * missed
        let start = MonotonicTime.now
        await part.readers.setPersistent(true)
        await part.readers.reconnectAll(concurrency: concurrency)
        do {
            let end = try await part.readers.until("all to catch up", within: part.patience) { $0.deliveries >= wanted }
            return (Double(end - start) / 1e9, nil)
        } catch let error as BenchError {
            return (.nan, error.description)
        }
    }

    private func show(_ found: [(Transport, TransportFigures)], _ report: inout BenchReport) {
        for (transport, figures) in found { report.add(figures, of: transport.rawValue, transport.words) }
        let names = found.map(\.0.words)
        let panel = { (label: String, value: (TransportFigures) -> Double) in
            Plot.Panel(
                .bars(names), x: "", y: label,
                [Plot.Series(label, found.enumerated().map { Plot.Point(Double($0.offset), value($0.element.1)) })])
        }
        report.plot = Plot(
            "SSE, long poll, WebSocket: \(readers) readers",
            [
                panel("bytes for an event") { $0.eventBytes }, panel("µs of CPU for a delivery") { $0.deliveryCPU },
                panel("KB for a connection") { $0.memory }, panel("s until all had resumed") { $0.resumeSeconds },
            ])
    }
}

/// What was found of one way to carry events.
struct TransportFigures: Sendable {
    let eventBytes: Double
    let idleBytes: Double
    let deliveryCPU: Double
    let memory: Double
    let resumeSeconds: Double
    let latency: Double
}

extension BenchReport {
    fileprivate mutating func add(_ figures: TransportFigures, of name: String, _ label: String) {
        add(
            Figure(
                "\(name)_event_bytes", "\(label): bytes for an event, both directions", figures.eventBytes, "bytes", digits: 0))
        add(Figure("\(name)_idle_bytes", "\(label): bytes of an idle minute", figures.idleBytes, "bytes", digits: 0))
        add(Figure("\(name)_delivery_cpu", "\(label): server's CPU for a delivery", figures.deliveryCPU, "µs", digits: 2))
        add(Figure("\(name)_memory", "\(label): memory for a connection", figures.memory, "KB", digits: 2))
        add(Figure("\(name)_latency_p50", "\(label): publication to reader, p50", figures.latency, "ms", digits: 2))
        add(Figure("\(name)_resume", "\(label): until all had resumed", figures.resumeSeconds, "s", digits: 3))
    }
}

/// `courant bench websocket-server`: what `transport` compares with.
struct BenchWebSocketServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "websocket-server", abstract: "The bare WebSocket server of «transport».", shouldDisplay: false)

    @Option(help: "On loopback.")
    var port: Int

    func run() async throws { try await WebSocketServer.run(port: port) }
}
