import Synchronization

/// When each event was published: written by who publishes, read by the readers' thread.
public final class PublishTimes: Sendable {
    private let times = Mutex<[Int]>([])

    /// No event yet.
    public init() {}

    /// Notes that events were published.
    /// - Parameters:
    ///   - numbers: Of the events, from 1.
    ///   - time: As `MonotonicTime.now` had it.
    public func note(_ numbers: Range<Int>, at time: Int) {
        times.withLock { times in
            if times.count < numbers.upperBound {
                times.append(contentsOf: repeatElement(0, count: numbers.upperBound - times.count))
            }
            for number in numbers { times[number] = time }
        }
    }

    /// All that is known, by number; 0 for what is not.
    func all() -> [Int] { times.withLock { $0 } }
}
