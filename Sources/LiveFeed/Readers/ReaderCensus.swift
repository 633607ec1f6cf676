/// Counts open streams, of the node and of each address, and how quickly they come, against their bounds.
package struct ReaderCensus: Sendable {
    private let maxTotal: Int
    private let maxPerAddress: Int
    private let maxPerSecond: Double
    private var byAddress: [String: Int] = [:]
    /// Streams open now.
    package private(set) var total = 0
    /// Streams that may be opened at once; it fills with time.
    private var allowance: Double
    private var lastArrival: ContinuousClock.Instant

    /// A crowd may come at once that is as large as what the node takes in so many seconds.
    private static let burstSeconds = 2.0

    /// Starts with nobody.
    package init(maxTotal: Int, maxPerAddress: Int, maxPerSecond: Int, now: ContinuousClock.Instant) {
        self.maxTotal = maxTotal
        self.maxPerAddress = maxPerAddress
        self.maxPerSecond = Double(maxPerSecond)
        self.allowance = Double(maxPerSecond) * Self.burstSeconds
        self.lastArrival = now
    }

    /// Lets a reader in, unless the node or the address has as many as it may, or they come too quickly.
    package mutating func admit(_ address: String, at now: ContinuousClock.Instant) -> Bool {
        let passed = (now - lastArrival) / .seconds(1)
        allowance = min(maxPerSecond * Self.burstSeconds, allowance + max(0, passed) * maxPerSecond)
        lastArrival = now
        guard total < maxTotal, byAddress[address, default: 0] < maxPerAddress, allowance >= 1 else { return false }
        allowance -= 1
        total += 1
        byAddress[address, default: 0] += 1
        return true
    }

    /// Takes out a reader who was let in.
    package mutating func leave(_ address: String) {
        guard let count = byAddress[address] else { return }
        total -= 1
        byAddress[address] = count > 1 ? count - 1 : nil
    }
}
