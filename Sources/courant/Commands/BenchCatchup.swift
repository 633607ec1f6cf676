import ArgumentParser
import Bench
import Postgres

/// `courant bench catchup`.
struct BenchCatchup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catchup", abstract: "Readers who come back from far behind in the log.",
        discussion: """
            The log is filled through SQL, then the node is started anew, so that its ring holds only the newest events (4,096). \
            A replay reaches back 100,000 events at most.
            """)

    @Option(help: "Readers that come back at once.")
    var readers = 100
    @Option(help: "Events that each of them has missed.")
    var eventsBehind = 10_000
    @Option(help: "Events in the log altogether.")
    var logEvents = 100_000
    @Option(help: "Length of an event's frame in bytes, about.")
    var eventBytes = 500
    @Option(help: "Readers under way to their opening frame at once.")
    var concurrency = 256
    @OptionGroup var options: BenchOptions

    /// Events that are written, and sequenced, at once.
    private static let fillBatch = 5_000

    func validate() throws {
        guard readers > 0, eventsBehind > 0, logEvents >= eventsBehind else {
            throw ValidationError("Numbers are above 0, and --log-events is not below --events-behind")
        }
        if options.server != nil || options.stream != nil || options.publisher != .sql {
            throw ValidationError("catchup is for a node of bench's own, with --publisher sql")
        }
    }

    func run() async throws {
        let wish = BenchStageWish(eventBytes: eventBytes, flags: BenchStageWish.noCheckpoints)
        try await BenchRun.play("catchup", options, on: wish) { run, report in try await measure(run, &report) }
    }

    private func measure(_ run: BenchRun, _ report: inout BenchReport) async throws {
        guard let database = run.stage.database else { return }
        let count = run.count(readers, &report)
        run.progress.step("filling the log with \(logEvents) events")
        let filling = MonotonicTime.now
        for first in stride(from: 1, through: logEvents, by: BenchCatchup.fillBatch) {
            try await run.publish(first..<min(first + BenchCatchup.fillBatch, logEvents + 1))
            run.progress.update("\(first) of \(logEvents) events")
        }
        let filled = Double(MonotonicTime.now - filling) / 1e9
        let place = try await database.withConnection { connection in
            let row = try await connection.run("SELECT token, position FROM feed.head()")[0]
            return "\(try row.decode("token", as: String.self))-\(try row.decode("position", as: Int.self) - eventsBehind)"
        }
        await run.stage.node?.kill()
        let stage = try await run.stage.restart()

        run.progress.step("\(count) readers come back from \(eventsBehind) events behind")
        let replays = await stage.metric("courant_feed_log_replays_total") ?? 0
        let reads = await stage.metric("courant_feed_log_reads_total") ?? 0
        let memory = try stage.meter?.memory()
        let (start, cpu) = (MonotonicTime.now, try stage.meter?.cpu())
        await run.readers.setPersistent(true)
        await run.readers.open(count, from: logEvents - eventsBehind + 1, after: place)
        let wanted = count * eventsBehind
        let watched = try await watch(run, stage, wanted: wanted, start: start)
        let used = try cpu.flatMap { before in try stage.meter.map { try $0.cpu() - before } }
        let tally = await run.readers.tally

        report.add(Figure("readers", "readers", count))
        report.add(Figure("events_behind", "events behind", eventsBehind))
        report.add(Figure("log_events", "events in the log", logEvents))
        report.add(
            Figure("fill_rate", "events written and sequenced while filling", Double(logEvents) / filled, "/s", digits: 0))
        report.add(Figure("caught_up", "until all had caught up", watched.seconds, "s", digits: 2))
        report.add(Figure("event_rate", "events to all readers", Double(tally.deliveries) / watched.seconds, "/s", digits: 0))
        report.add(
            Figure(
                "reader_event_rate", "events to one reader", Double(tally.deliveries) / watched.seconds / Double(count), "/s",
                digits: 0))
        if let used {
            report.add(
                Figure(
                    "delivery_cpu", "server's CPU for an event to a reader",
                    Double(used) / Double(max(1, tally.deliveries)) / 1e3, "µs", digits: 2))
        }
        if let memory {
            report.add(
                Figure(
                    "memory_growth", "server's memory, most above the start", watched.memory - Double(memory) / 1024 / 1024,
                    "MB"))
        }
        if let after = await stage.metric("courant_feed_log_replays_total") {
            report.add(Figure("log_replays", "replays that needed the database", after - replays, digits: 0))
        }
        if let after = await stage.metric("courant_feed_log_reads_total") {
            report.add(Figure("log_reads", "reads of the log", after - reads, digits: 0))
        }
        report.add(Figure("overloaded", "streams refused as overloaded", tally.overloaded))
        report.add(tally, missing: await run.readers.missing(through: logEvents))
        report.add(fault: watched.trouble)
        report.plot = Plot(
            "\(count) readers from \(eventsBehind) events behind",
            [Plot.Panel(x: "s", y: "events delivered", [Plot.Series("events", watched.curve)])])
    }

    private struct Watched {
        var seconds = 0.0
        var curve: [Plot.Point] = []
        /// The most, in MB.
        var memory = 0.0
        var trouble: String?
    }

    /// Looks on until all have all, or nothing has come for a while.
    private func watch(_ run: BenchRun, _ stage: BenchStage, wanted: Int, start: Int) async throws -> Watched {
        var watched = Watched()
        var (last, lastTime) = (0, MonotonicTime.now)
        while true {
            let (now, tally) = (MonotonicTime.now, await run.readers.tally)
            watched.seconds = Double(now - start) / 1e9
            watched.curve.append(Plot.Point(watched.seconds, Double(tally.deliveries)))
            watched.memory = max(watched.memory, Double(try stage.meter?.memory() ?? 0) / 1024 / 1024)
            if tally.deliveries >= wanted { return watched }
            if tally.deliveries > last { (last, lastTime) = (tally.deliveries, now) }
            if now - lastTime > Int(run.patience.components.seconds) * 1_000_000_000 {
                watched.trouble =
                    "Nothing came for \(run.patience.components.seconds) s; \(tally.deliveries) of \(wanted) had come"
                return watched
            }
            run.progress.update("\(tally.deliveries) of \(wanted) events")
            // The last look may be late by this much.
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
