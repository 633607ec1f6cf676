import ArgumentParser
import Bench

/// `courant bench idle`.
struct BenchIdle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idle", abstract: "Readers who are told nothing: memory, CPU and bytes of each, cost of opening.",
        discussion: "The server is warm: it has served readers before it is weighed. Checkpoints come as they do by default.")

    @Option(help: "Readers.")
    var readers = 1000
    @Option(help: "Seconds to watch.")
    var seconds = 60
    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard readers > 0, seconds > 0 else { throw ValidationError("Numbers are above 0") }
    }

    func run() async throws {
        try await BenchRun.play("idle", options, on: BenchStageWish()) { run, report in try await measure(run, &report) }
    }

    /// At one moment.
    private struct Sample {
        let time = MonotonicTime.now
        let cpu: Int?
        let bytes: Int
    }

    private func measure(_ run: BenchRun, _ report: inout BenchReport) async throws {
        let count = run.count(readers, &report)
        let first = try await run.warmUp()
        let bare = try await run.stage.meter?.stableMemory()

        run.progress.step("watching the server without readers")
        let alone = try await watch(run, seconds: min(seconds, 10))

        run.progress.step("opening \(count) readers")
        let cpu = try run.stage.meter?.cpu()
        let opening = try await run.open(count, from: first)
        let openingCPU = try cpu.flatMap { before in try run.stage.meter.map { try $0.cpu() - before } }
        let idle = try await run.stage.meter?.stableMemory()

        run.progress.step("watching \(count) idle readers for \(seconds) s")
        let watched = try await watch(run, seconds: seconds)
        let late = try await run.stage.meter?.stableMemory()

        // Idle is not dead: all are told what comes.
        let delivery = try await run.deliver(first..<(first + 1), to: count, at: .closedLoop, batch: 1)

        report.add(Figure("readers", "readers", count))
        report.add(Figure("open_rate", "streams opened", Double(count) / opening, "/s", digits: 0))
        if let openingCPU {
            report.add(Figure("opening_cpu", "server's CPU to open a stream", Double(openingCPU) / Double(count) / 1e3, "µs"))
        }
        if let bare, let idle, let late {
            report.add(
                Figure(
                    "idle_memory", "server's memory for an idle reader", Double(idle - bare) / Double(count) / 1024, "KB",
                    digits: 2))
            report.add(
                Figure(
                    "late_memory", "the same, after \(seconds) s", Double(late - bare) / Double(count) / 1024, "KB", digits: 2))
            report.add(Figure("bare_memory", "server without readers", Double(bare) / 1024 / 1024, "MB"))
        }
        let minutes = watched.seconds / 60
        if let used = watched.cpu, let base = alone.cpu {
            let more = Double(used) - Double(base) * watched.seconds / alone.seconds
            report.add(Figure("idle_cpu", "server's CPU for a reader-minute", more / Double(count) / minutes / 1e3, "µs"))
            report.add(Figure("bare_cpu", "server's CPU without readers", Double(base) / alone.seconds / 1e7, "%", digits: 2))
        }
        report.add(
            Figure(
                "idle_bytes", "bytes to a reader in a minute", Double(watched.bytes) / Double(count) / minutes, "bytes",
                digits: 0))
        report.add(await run.readers.tally, missing: await run.readers.missing(through: first))
        report.add(fault: delivery.trouble)
        report.plot = Plot(
            "The server's memory while it has \(count) idle readers",
            [Plot.Panel(x: "s", y: "MB", [Plot.Series("RssAnon", watched.memory)])])
    }

    private struct Watched {
        let seconds: Double
        let cpu: Int?
        let bytes: Int
        let memory: [Plot.Point]
    }

    private func watch(_ run: BenchRun, seconds: Int) async throws -> Watched {
        let start = Sample(cpu: try run.stage.meter?.cpu(), bytes: await run.readers.tally.bytes)
        var memory: [Plot.Point] = []
        for second in 0..<seconds {
            if let now = try run.stage.meter?.memory() { memory.append(Plot.Point(Double(second), Double(now) / 1024 / 1024)) }
            try await Task.sleep(for: .seconds(1))
            run.progress.update("\(second + 1) of \(seconds) s")
        }
        let end = Sample(cpu: try run.stage.meter?.cpu(), bytes: await run.readers.tally.bytes)
        return Watched(
            seconds: Double(end.time - start.time) / 1e9, cpu: end.cpu.flatMap { end in start.cpu.map { end - $0 } },
            bytes: end.bytes - start.bytes, memory: memory)
    }
}
