import Bench
import Foundation
import Glibc
import UnixSignals

/// One run of a scenario: its stage, its readers, its report.
struct BenchRun: Sendable {
    let stage: BenchStage
    let readers: Readers
    let progress: RunProgress
    /// How long anything may take that is waited for.
    let patience: Duration
    /// For what a scenario wants besides its stage.
    let builder: BenchStageBuilder

    /// The same run with another server, and other readers.
    func on(_ stage: BenchStage, _ readers: Readers) -> BenchRun {
        BenchRun(stage: stage, readers: readers, progress: progress, patience: patience, builder: builder)
    }

    /// Readers that a server has served before it is weighed.
    static let warmReaderCount = 20
    static let warmEventCount = 20

    /// Plays a scenario, prints its report, and writes it where the options say.
    /// - Parameters:
    ///   - wish: What to play on.
    ///   - scenario: The report's name.
    /// - Throws: `ExitReason` when something was not exact, or the run was interrupted; nothing stays behind in any case.
    static func play(
        _ scenario: String, _ options: BenchOptions, on wish: BenchStageWish, promising promise: String? = nil,
        _ body: @escaping @Sendable (BenchRun, inout BenchReport) async throws -> Void
    ) async throws {
        let progress = RunProgress(isForced: options.progress)
        let builder = BenchStageBuilder(options)
        do {
            let report = try await interruptible {
                if let cpu = options.loadCpu { try Machine.pin(getpid(), to: cpu) }
                progress.step("starting the server")
                let stage = try await builder.build(wish)
                let readers = try Readers(of: stage.target)
                defer { readers.close() }
                var report =
                    promise.map { BenchReport(scenario: scenario, promise: $0) } ?? BenchReport(scenario: scenario)
                report.add(
                    fact: "command", (["courant"] + CommandLine.arguments.dropFirst()).joined(separator: " ").withoutToken)
                report.add(fact: "server", stage.name)
                report.add(fact: "machine", Machine.description)
                report.add(fact: "date", Date().ISO8601Format())
                report.add(fact: "load average before", Figure("", "", Machine.load, digits: 2).text)
                report.add(fact: "latency counts from", stage.publisher.clock)
                try await body(
                    BenchRun(
                        stage: stage, readers: readers, progress: progress, patience: .seconds(options.patience),
                        builder: builder), &report)
                return report
            }
            progress.finish()
            await builder.tearDown()
            try deliver(report, options)
        } catch {
            progress.finish()
            await builder.tearDown()
            throw error
        }
    }

    private static func deliver(_ report: BenchReport, _ options: BenchOptions) throws {
        Output.line(report.text)
        if let path = options.json { try write(try report.json(), to: path) }
        if let path = options.svg, let plot = report.plot { try write(Data(plot.svg.utf8), to: path) }
        guard report.isExact else { throw ExitReason(.failed, "Not exact: \(report.faults.joined(separator: "; "))") }
    }

    private static func write(_ data: Data, to path: String) throws {
        do {
            try data.write(to: URL(filePath: path))
        } catch {
            throw ExitReason(.failed, "\(path) cannot be written: \(error)")
        }
    }

    /// Runs the body until it ends, or until somebody wants the program to.
    private static func interruptible<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) async throws -> R {
        try await withThrowingTaskGroup(of: R.self) { group in
            let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
            group.addTask { try await body() }
            group.addTask {
                for await signal in signals { throw ExitReason(.failed, "Interrupted by \(signal)") }
                // The sequence ends when the body has.
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { preconditionFailure("a group of two is not empty") }
            return result
        }
    }

    // MARK: Steps that scenarios share

    /// As many readers as this process, and a node of its own, may have.
    func count(_ wanted: Int, _ report: inout BenchReport) -> Int {
        let descriptors = Machine.raiseDescriptorLimit()
        let most = descriptors - (stage.node == nil ? Machine.spareDescriptors : DescriptorLimit.reserve)
        guard wanted > most else { return wanted }
        report.add(
            note: "\(wanted) readers were asked for; with \(descriptors) open files a process (ulimit -n), \(most) are possible"
        )
        return most
    }

    /// Lets readers connect, and waits until all are open.
    /// - Returns: Seconds that it took.
    @discardableResult
    func open(_ count: Int, from first: Int) async throws -> Double {
        let start = MonotonicTime.now
        let before = await readers.tally.open
        await readers.open(count, from: first)
        let patience = patience + .seconds(count / 200)
        let end = try await readers.until("\(count) open streams", within: patience) { $0.open >= before + count }
        return Double(end - start) / 1e9
    }

    /// Serves a few readers some events, so that the server has made what it makes once.
    /// - Returns: The next number to publish.
    func warmUp() async throws -> Int {
        progress.step("warming up")
        let count = BenchRun.warmReaderCount
        try await open(count, from: 1)
        let numbers = 1..<(BenchRun.warmEventCount + 1)
        let before = await readers.tally.deliveries
        for number in numbers { try await publish(number..<(number + 1)) }
        let wanted = before + stage.topics.deliveries(of: numbers, to: count)
        do {
            try await readers.until("the events of the warm-up", within: patience) { $0.deliveries >= wanted }
        } catch is BenchError {
            // A server that loses events shows it when it is measured.
        }
        await readers.forgetAll()
        return numbers.upperBound
    }

    /// Waits until the server has seen that its readers are gone, as far as it tells.
    func noticed() async throws {
        for _ in 0..<250 {
            guard let readers = await stage.metric("courant_stream_readers"), readers > 0 else { return }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    func publish(_ numbers: Range<Int>) async throws {
        try await stage.publisher.publish(numbers, noting: readers.times)
    }
}

extension String {
    /// The command without the secret that it was given.
    fileprivate var withoutToken: String { replacing(/--token[ =]\S+/, with: "--token …") }
}
