import Bench
import Glibc

/// How fast events are published.
enum BenchPace: Sendable, Hashable {
    /// The next when every reader has had the last.
    case closedLoop
    /// So many a second, whatever the readers do.
    case rate(Double)
}

extension BenchRun {
    /// What publishing to readers took.
    struct Delivery: Sendable {
        /// From the first publication until every reader had the last event.
        let seconds: Double
        /// Of the server, in nanoseconds; `nil` when its processes are not known.
        let cpu: Int?
        /// Of the bench itself, in nanoseconds.
        let ownCPU: Int
        let deliveries: Int
        let bytes: Int
        /// What did not come.
        let trouble: String?
    }

    /// Publishes events and waits until all readers have them.
    /// - Parameters:
    ///   - numbers: Of the events.
    ///   - count: Of the readers, spread over the topics.
    ///   - batch: Events in a transaction.
    func deliver(_ numbers: Range<Int>, to count: Int, at pace: BenchPace, batch: Int) async throws -> Delivery {
        let before = await readers.tally
        let own = ServerMeter([getpid()])
        let ownCPU = try own.cpu()
        let (start, cpu) = (MonotonicTime.now, try stage.meter?.cpu())
        var wanted = before.deliveries
        var trouble: String?
        var end = start
        for first in stride(from: numbers.lowerBound, to: numbers.upperBound, by: batch) {
            let some = first..<min(first + batch, numbers.upperBound)
            if case .rate(let rate) = pace {
                let due = start + Int(Double(first - numbers.lowerBound) / rate * 1e9)
                if due > MonotonicTime.now { try await Task.sleep(for: .nanoseconds(due - MonotonicTime.now)) }
            }
            try await publish(some)
            wanted += stage.topics.deliveries(of: some, to: count)
            guard pace == .closedLoop || some.upperBound == numbers.upperBound else { continue }
            do {
                end = try await readers.until("event \(some.upperBound - 1)", within: patience) { [wanted] in
                    $0.deliveries >= wanted
                }
            } catch let error as BenchError {
                trouble = error.description
                break
            }
            progress.update("event \(some.upperBound - numbers.lowerBound) of \(numbers.count), \(count) readers")
        }
        let after = await readers.tally
        let used = try cpu.flatMap { before in try stage.meter.map { try $0.cpu() - before } }
        return Delivery(
            seconds: Double(max(1, end - start)) / 1e9, cpu: used, ownCPU: try own.cpu() - ownCPU,
            deliveries: after.deliveries - before.deliveries,
            bytes: after.bytes - before.bytes, trouble: trouble)
    }
}
