/// The uses of one limit by many keys. Bounded: when there are too many, the keys that were quiet longest are forgotten, and count as new.
///
/// There are two generations. A key that is used moves to the young one. When the young one is full, or as old as the window, it becomes
/// the old one, and the old one goes: after a window nothing in it counts any more, so only a flood of keys makes it forget early.
public struct RateCells<Key: Hashable & Sendable>: Sendable {
    /// What is limited.
    public let limit: RateLimit
    private let maxKeysPerGeneration: Int
    private var young: [Key: RateCell] = [:]
    private var old: [Key: RateCell] = [:]
    private var youngSince: ContinuousClock.Instant

    /// Starts unused.
    /// - Parameter maxKeyCount: 2 or more.
    public init(_ limit: RateLimit, maxKeyCount: Int, at now: ContinuousClock.Instant) {
        self.limit = limit
        self.maxKeysPerGeneration = max(1, maxKeyCount / 2)
        self.youngSince = now
    }

    /// Keys that are remembered.
    public var keyCount: Int { young.count + old.count }

    /// Judges an attempt of a key, and counts it when it is permitted.
    public mutating func take(_ key: Key, at now: ContinuousClock.Instant) -> RateVerdict {
        if now - youngSince >= limit.window { age(now) }
        var cell = young[key] ?? old[key] ?? RateCell(at: now)
        let verdict = cell.take(limit, at: now)
        if young[key] == nil {
            if young.count == maxKeysPerGeneration { age(now) }
            old[key] = nil
        }
        young[key] = cell
        return verdict
    }

    private mutating func age(_ now: ContinuousClock.Instant) {
        old = young
        young.removeAll(keepingCapacity: true)
        youngSince = now
    }
}
