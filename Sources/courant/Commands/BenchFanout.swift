import ArgumentParser
import Bench

/// `courant bench fanout`.
struct BenchFanout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fanout", abstract: "Events to many readers: CPU per delivery, latency, deliveries a second.",
        discussion: """
            CPU per delivery is what the server used from the first publication until every reader had the last event, less what \
            the same events cost with one reader a topic in the same run, for each delivery more. With many topics only the first \
            20 have a reader then.
            """)

    @Option(help: "Readers that read.")
    var readers = 1000
    @Option(help: "Events published.")
    var events = 200
    @Option(help: "Length of an event's frame in bytes, about; for --stream of the payload.")
    var eventBytes = 500
    @Option(help: "Topics; readers are spread over them evenly, events go round.")
    var topics = 1
    @Option(help: "Events a second; 0: the next when every reader has the last.")
    var rate = 0.0
    @Option(help: "Events in a transaction.")
    var batch = 1
    @Option(help: "Readers that never read, besides the others, in percent of these.")
    var slow = 0
    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard readers > 0, events > 0, topics > 0, batch > 0, rate >= 0, slow >= 0 else {
            throw ValidationError("Numbers are above 0; --rate and --slow may be 0")
        }
    }

    func run() async throws {
        let wish = BenchStageWish(topicCount: topics, eventBytes: eventBytes, flags: BenchStageWish.noCheckpoints)
        try await BenchRun.play("fanout", options, on: wish) { run, report in try await measure(run, &report) }
    }

    private func measure(_ run: BenchRun, _ report: inout BenchReport) async throws {
        let pace: BenchPace = rate == 0 ? .closedLoop : .rate(rate)
        let count = run.count(readers + readers * slow / 100, &report) * 100 / (100 + slow)
        let first = try await run.warmUp()

        run.progress.step("publishing to one reader a topic")
        let fewCount = min(topics, BenchRun.warmReaderCount)
        try await run.open(fewCount, from: first)
        let few = try await run.deliver(first..<(first + events), to: fewCount, at: pace, batch: batch)
        await run.readers.forgetAll()
        _ = await run.readers.takeLatency()

        run.progress.step("opening \(count) readers")
        let bare = try await run.stage.meter?.stableMemory()
        let start = first + events
        let seconds = try await run.open(count, from: start)
        if slow > 0 { await run.readers.open(count * slow / 100, from: start, areSlow: true) }
        try await run.readers.until("\(count * (100 + slow) / 100) open streams", within: run.patience) { [count, slow] in
            $0.open >= count + count * slow / 100
        }
        let idle = try await run.stage.meter?.stableMemory()

        run.progress.step("publishing \(events) events to \(count) readers")
        let all = try await run.deliver(start..<(start + events), to: count, at: pace, batch: batch)
        let used = try await run.stage.meter?.stableMemory()
        let latency = await run.readers.takeLatency()
        let tally = await run.readers.tally
        let missing = await run.readers.missing(through: start + events - 1)

        report.add(Figure("readers", "readers", count))
        report.add(Figure("events", "events", events))
        report.add(Figure("open_rate", "streams opened", Double(count) / seconds, "/s", digits: 0))
        report.add(tally, missing: missing)
        report.add(fault: few.trouble)
        report.add(fault: all.trouble)
        report.add(Figure("delivery_rate", "deliveries", Double(all.deliveries) / all.seconds, "/s", digits: 0))
        report.add(Figure("event_rate", "events", Double(events) / all.seconds, "/s"))
        report.add(
            Figure("event_bytes", "event on the wire", Double(all.bytes) / Double(max(1, all.deliveries)), "bytes", digits: 0))
        report.add(
            Figure("own_cpu", "bench's own CPU while delivering", Double(all.ownCPU) / all.seconds / 1e7, "%", digits: 0))
        report.add(latency, name: "latency", label: "publication to reader")
        report.noteEarly(tally)
        addCPU(all, few, &report)
        addMemory(bare, idle, used, count: count + count * slow / 100, &report)
        report.plot = plot(latency)
    }

    private func addCPU(_ all: BenchRun.Delivery, _ few: BenchRun.Delivery, _ report: inout BenchReport) {
        guard let allCPU = all.cpu, let fewCPU = few.cpu else { return }
        let more = Double(max(1, all.deliveries - few.deliveries))
        report.add(Figure("delivery_cpu", "server's CPU for a delivery", Double(allCPU - fewCPU) / more / 1e3, "µs", digits: 2))
        report.add(
            Figure(
                "publish_cpu", "server's CPU for an event with one reader a topic", Double(fewCPU) / Double(events) / 1e3, "µs",
                digits: 0))
        report.add(Figure("server_cpu", "server's CPU while delivering", Double(allCPU) / all.seconds / 1e7, "%", digits: 0))
    }

    private func addMemory(_ bare: Int?, _ idle: Int?, _ used: Int?, count: Int, _ report: inout BenchReport) {
        guard let bare, let idle, let used else { return }
        report.add(
            Figure(
                "idle_memory", "server's memory for an idle reader", Double(idle - bare) / Double(count) / 1024, "KB", digits: 2
            ))
        report.add(
            Figure("memory_growth", "server's memory, growth during the events", Double(used - idle) / 1024, "KB", digits: 0))
    }

    private func plot(_ latency: Histogram) -> Plot {
        let shares = Array(stride(from: 1.0, through: 99, by: 1)) + [99.5, 99.9]
        let points = shares.map { Plot.Point($0, Double(latency.value(at: $0 / 100)) / 1e6) }
        return Plot(
            "Publication to reader: \(readers) readers, \(events) events",
            [Plot.Panel(x: "percentile", y: "ms", [Plot.Series("latency", points)])])
    }
}
