/// How often a value was seen, in buckets whose width is about 3 % of the value. Memory does not grow with what is noted.
public struct Histogram: Sendable, Hashable {
    /// Values noted.
    public private(set) var count = 0
    /// The greatest value noted; 0 when there is none.
    public private(set) var max = 0
    private var sum = 0.0
    private var buckets: [Int]

    private static let stepBits = 5
    private static let steps = 1 << stepBits

    /// Nothing noted yet.
    public init() {
        buckets = Array(repeating: 0, count: (64 - Histogram.stepBits) * Histogram.steps)
    }

    /// Notes a value; one below 0 counts as 0.
    public mutating func note(_ value: Int) {
        let value = Swift.max(0, value)
        buckets[Histogram.bucket(of: value)] += 1
        count += 1
        sum += Double(value)
        max = Swift.max(max, value)
    }

    /// The mean; 0 when nothing was noted.
    public var mean: Double { count == 0 ? 0 : sum / Double(count) }

    /// The value below or at which a share of all values lies, at most 3 % too high.
    /// - Parameter share: 0...1; 0.5 for the median.
    public func value(at share: Double) -> Int {
        let wanted = Swift.max(1, Int((share * Double(count)).rounded(.up)))
        var seen = 0
        for (index, number) in buckets.enumerated() where number > 0 {
            seen += number
            if seen >= wanted { return Swift.min(max, Histogram.greatest(of: index)) }
        }
        return max
    }

    static func bucket(of value: Int) -> Int {
        guard value >= steps else { return value }
        let exponent = Int.bitWidth - 1 - value.leadingZeroBitCount
        return (exponent - stepBits + 1) * steps + (value >> (exponent - stepBits) & (steps - 1))
    }

    /// The greatest value that falls into a bucket.
    static func greatest(of bucket: Int) -> Int {
        guard bucket >= steps else { return bucket }
        let shift = bucket / steps - 1
        let low = (steps + bucket % steps) << shift
        return low + (1 << shift) - 1
    }
}
