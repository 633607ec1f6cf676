import ArgumentParser
import Bench
import Foundation

/// `courant bench chaos`.
struct BenchChaos: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos", abstract: "Readers cut, nodes killed, the database gone: is anything lost?",
        discussion: """
            All the time readers are cut (RST, FIN, half-closed) or stop reading for a while; from time to time the node is killed \
            (SIGKILL) and started on the same port, every session of the database is ended, and with --restart-command PostgreSQL is \
            restarted. Readers come back as browsers do, with their last event id. In the end each has to have every event once, in \
            order.
            """)

    @Option(help: "Minutes; may have a fraction.")
    var minutes = 20.0
    @Option(help: "Readers.")
    var readers = 2000
    @Option(help: "Events a second.")
    var rate = 10.0
    @Option(help: "Length of an event's frame in bytes, about.")
    var eventBytes = 500
    @Option(help: "Readers that are harmed in a second, in percent.")
    var harm = 2.0
    @Option(help: "Seconds between two kills of the node, about; 0: none.")
    var killEvery = 60.0
    @Option(help: "Seconds between two ends of all the database's sessions, about; 0: none.")
    var terminateEvery = 45.0
    @Option(help: "Seconds between two runs of --restart-command, about.")
    var restartEvery = 180.0
    @Option(help: "Restarts PostgreSQL, for example «ops/db restart».")
    var restartCommand: String?
    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard minutes > 0, readers > 0, rate > 0, harm >= 0 else { throw ValidationError("Numbers are above 0") }
        if options.server != nil || options.stream != nil || options.publisher != .sql {
            throw ValidationError("chaos is for a node of bench's own, with --publisher sql")
        }
    }

    func run() async throws {
        let wish = BenchStageWish(eventBytes: eventBytes, flags: ["--stream-checkpoint", "5s"], isRepeatable: true)
        try await BenchRun.play("chaos", options, on: wish) { run, report in try await measure(run, &report) }
    }

    private func measure(_ run: BenchRun, _ report: inout BenchReport) async throws {
        let count = run.count(readers, &report)
        let first = try await run.warmUp()
        run.progress.step("opening \(count) readers")
        try await run.open(count, from: first)
        await run.readers.setPersistent(true)
        run.progress.step("chaos for \(minutes) minutes")
        let seconds = minutes * 60
        let events = max(1, Int(seconds * rate))
        let log = ChaosLog()
        try await withThrowingTaskGroup(of: Void.self) { group in
            // Whoever is through ends; what harms ends with the events.
            group.addTask { try await publish(first..<(first + events), run) }
            for act in acts(run, count, log) { group.addTask { try await act() } }
            group.addTask { try await watch(run, log) }
            try await group.next()
            group.cancelAll()
            while !group.isEmpty { do { try await group.next() } catch is CancellationError {} }
        }
        if let node = run.stage.node, await !node.isRunning { try await node.start() }

        run.progress.step("waiting for the last event")
        let last = first + events - 1
        let trouble = try await settled(run, count: count, through: last)
        let tally = await run.readers.tally
        report.add(Figure("readers", "readers", count))
        report.add(Figure("minutes", "minutes", minutes))
        report.add(Figure("events", "events", events))
        for (name, label) in ChaosLog.acts { report.add(Figure(name, label, await log.count(name))) }
        report.add(Figure("reconnects", "streams opened again", tally.opened - count - BenchRun.warmReaderCount))
        report.add(tally, missing: await run.readers.missing(through: last))
        report.add(fault: trouble)
        report.add(await run.readers.takeLatency(), name: "latency", label: "publication to reader, absences included")
        let series = await log.series
        for (name, one) in zip(["readers", "memory", "descriptors"], series) {
            let values = one.points.map(\.y)
            let digits = name == "memory" ? 1 : 0
            report.add(Figure("\(name)_most", "\(one.name), most", values.max() ?? 0, digits: digits))
            report.add(Figure("\(name)_last", "\(one.name), in the end", values.last ?? 0, digits: digits))
        }
        report.plot = Plot(
            "Chaos: \(count) readers, \(Figure("", "", rate).text) events a second, \(minutes) minutes",
            series.map { Plot.Panel(x: "s", y: $0.name, [$0]) })
    }

    // MARK: What goes on

    private func publish(_ numbers: Range<Int>, _ run: BenchRun) async throws {
        let start = MonotonicTime.now
        for number in numbers {
            let due = start + Int(Double(number - numbers.lowerBound) / rate * 1e9)
            if due > MonotonicTime.now { try await Task.sleep(for: .nanoseconds(due - MonotonicTime.now)) }
            try await run.publish(number..<(number + 1))
            run.progress.update("event \(number - numbers.lowerBound + 1) of \(numbers.count)")
        }
    }

    private func acts(_ run: BenchRun, _ count: Int, _ log: ChaosLog) -> [@Sendable () async throws -> Void] {
        var acts: [@Sendable () async throws -> Void] = [{ try await harmReaders(run, count, log) }]
        if killEvery > 0 {
            acts.append {
                try await repeatedly(every: killEvery) {
                    await run.stage.node?.kill()
                    await log.note("kills")
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0...2000)))
                    try await run.stage.node?.start()
                }
            }
        }
        if terminateEvery > 0 {
            acts.append {
                try await repeatedly(every: terminateEvery) {
                    try? await run.stage.database?.terminateBackends()  // It may be away itself.
                    await log.note("terminations")
                }
            }
        }
        if let restartCommand {
            acts.append {
                try await repeatedly(every: restartEvery) {
                    try await ShellCommand.run(restartCommand)
                    await log.note("restarts")
                }
            }
        }
        return acts
    }

    private func repeatedly(every seconds: Double, _ act: () async throws -> Void) async throws {
        while true {
            try await Task.sleep(for: .seconds(seconds * Double.random(in: 0.5...1.5)))
            try await act()
        }
    }

    private func harmReaders(_ run: BenchRun, _ count: Int, _ log: ChaosLog) async throws {
        var owed = 0.0
        while true {
            try await Task.sleep(for: .milliseconds(100))
            owed += Double(count) * harm / 100 / 10
            let kinds: [(String, Harm)] = [
                ("resets", .reset), ("goodbyes", .goodbye), ("half_closes", .halfClose(milliseconds: Int.random(in: 0...3000))),
                ("silences", .silence(milliseconds: Int.random(in: 100...20_000))),
            ]
            while owed >= 1, let (name, kind) = kinds.randomElement() {
                await run.readers.harm(1, by: kind)
                await log.note(name)
                owed -= 1
            }
        }
    }

    private func watch(_ run: BenchRun, _ log: ChaosLog) async throws {
        let start = MonotonicTime.now
        while true {
            // Gone while it is killed.
            let meter = await run.stage.node?.meter
            let memory = meter.flatMap { try? $0.memory() }.map { Double($0) / 1024 / 1024 }
            let open = await run.readers.tally.open
            await log.sample(
                Double(MonotonicTime.now - start) / 1e9, readers: open, memory: memory,
                descriptors: memory == nil ? nil : meter?.descriptors())
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// Waits until every reader has everything.
    private func settled(_ run: BenchRun, count: Int, through last: Int) async throws -> String? {
        for _ in 0..<1_200 {
            if await run.readers.missing(through: last) == 0 { return nil }
            try await Task.sleep(for: .milliseconds(100))
        }
        return "After two minutes of peace something was still missing"
    }
}
