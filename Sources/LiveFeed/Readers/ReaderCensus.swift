/// Counts open streams, of the node and of each address, against their bounds.
package struct ReaderCensus: Sendable {
    private let maxTotal: Int
    private let maxPerAddress: Int
    private var byAddress: [String: Int] = [:]
    /// Streams open now.
    package private(set) var total = 0

    /// Starts with nobody.
    package init(maxTotal: Int, maxPerAddress: Int) {
        self.maxTotal = maxTotal
        self.maxPerAddress = maxPerAddress
    }

    /// Lets a reader in, unless the node or the address has as many as it may.
    package mutating func admit(_ address: String) -> Bool {
        guard total < maxTotal, byAddress[address, default: 0] < maxPerAddress else { return false }
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
