import ArgumentParser
import Bench

/// `courant bench storm`.
struct BenchStorm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storm", abstract: "All readers gone, and back at once: the time until each has what it missed.",
        discussion: """
            Time counts from the first connection until every reader has every event that was published meanwhile. Readers who \
            are refused in-band come back when the server said.
            """)

    @Option(help: "Readers.")
    var readers = 1000
    @Option(help: "Events published while they are away.")
    var missed = 10
    @Option(help: "Length of an event's frame in bytes, about.")
    var eventBytes = 500
    @Option(help: "Readers under way to their opening frame at once; 0: all.")
    var concurrency = 256
    @Flag(help: "Kills the node (SIGKILL) while they are away, so that its ring is cold.")
    var restart = false
    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard readers > 0, missed > 0, concurrency >= 0 else { throw ValidationError("Numbers are above 0") }
        if restart, options.server != nil || options.stream != nil {
            throw ValidationError("--restart is for a node of bench's own")
        }
    }

    func run() async throws {
        let wish = BenchStageWish(eventBytes: eventBytes, flags: BenchStageWish.noCheckpoints)
        try await BenchRun.play("storm", options, on: wish) { run, report in try await measure(run, &report) }
    }

    /// What of the database a node has asked for its readers.
    private struct Reads {
        let replays: Double?
        let reads: Double?

        init(_ stage: BenchStage) async {
            replays = await stage.metric("courant_feed_log_replays_total")
            reads = await stage.metric("courant_feed_log_reads_total")
        }
    }

    private func measure(_ run: BenchRun, _ report: inout BenchReport) async throws {
        let count = run.count(readers, &report)
        let first = try await run.warmUp()
        run.progress.step("opening \(count) readers")
        try await run.open(count, from: first)
        let before = try await run.deliver(first..<(first + 1), to: count, at: .closedLoop, batch: 1)
        report.add(fault: before.trouble)
        _ = await run.readers.takeLatency()

        run.progress.step("publishing \(missed) events to nobody")
        await run.readers.dropAll()
        try await run.noticed()
        for number in 0..<missed { try await run.publish((first + 1 + number)..<(first + 2 + number)) }
        var stage = run.stage
        if restart {
            run.progress.step("killing the node, and starting it again")
            await stage.node?.kill()
            stage = try await stage.restart()
        }
        let reads = await Reads(stage)

        run.progress.step("\(count) readers come back")
        let tally = await run.readers.tally
        let (start, cpu) = (MonotonicTime.now, try stage.meter?.cpu())
        await run.readers.setPersistent(true)
        await run.readers.reconnectAll(concurrency: concurrency == 0 ? count : concurrency)
        let curve = try await caughtUp(run, from: tally, count: count, start: start, &report)
        let used = try cpu.flatMap { before in try stage.meter.map { try $0.cpu() - before } }

        let after = await run.readers.tally
        report.add(Figure("readers", "readers", count))
        report.add(Figure("missed", "events missed by each", missed))
        report.add(Figure("caught_up", "until all had caught up", curve.last?.x ?? .nan, "s", digits: 3))
        report.add(
            Figure("resume_rate", "readers caught up", Double(count) / max(1e-9, curve.last?.x ?? .nan), "/s", digits: 0))
        if let used { report.add(Figure("resume_cpu", "server's CPU for a resume", Double(used) / Double(count) / 1e3, "µs")) }
        let late = await Reads(stage)
        if let after = late.replays {
            report.add(Figure("log_replays", "replays that needed the database", after - (reads.replays ?? 0), digits: 0))
        }
        if let after = late.reads {
            report.add(Figure("log_reads", "reads of the log", after - (reads.reads ?? 0), digits: 0))
        }
        report.add(
            Figure("resume_bytes", "bytes to a reader", Double(after.bytes - tally.bytes) / Double(count), "bytes", digits: 0))
        report.add(Figure("overloaded", "streams refused as overloaded", after.overloaded - tally.overloaded))
        report.add(Figure("refused", "connections refused", after.refused - tally.refused))
        report.add(after, missing: await run.readers.missing(through: first + missed))
        report.plot = Plot(
            "\(count) readers come back, \(missed) events missed",
            [Plot.Panel(x: "s", y: "events delivered", [Plot.Series("events", curve)])])
    }

    /// Waits until all have all.
    /// - Returns: Events delivered over seconds; the last point is when it was done.
    private func caughtUp(
        _ run: BenchRun, from before: ReaderTally, count: Int, start: Int, _ report: inout BenchReport
    ) async throws -> [Plot.Point] {
        let wanted = before.deliveries + count * missed
        return try await withThrowingTaskGroup(of: [Plot.Point].self) { group in
            group.addTask {
                var curve: [Plot.Point] = []
                while !Task.isCancelled {
                    let now = await run.readers.tally.deliveries - before.deliveries
                    curve.append(Plot.Point(Double(MonotonicTime.now - start) / 1e9, Double(now)))
                    try? await Task.sleep(for: .milliseconds(50))  // Cancelled when all have caught up.
                }
                return curve
            }
            var trouble: String?
            var end = MonotonicTime.now
            do {
                end = try await run.readers.until("all to catch up", within: run.patience) {
                    $0.deliveries >= wanted && $0.open >= count
                }
            } catch let error as BenchError {
                (trouble, end) = (error.description, MonotonicTime.now)
            }
            group.cancelAll()
            let seconds = Double(end - start) / 1e9
            let curve = try await group.next() ?? []
            report.add(fault: trouble)
            let last = Plot.Point(seconds, Double(await run.readers.tally.deliveries - before.deliveries))
            return curve.filter { $0.x < seconds } + [last]
        }
    }
}
