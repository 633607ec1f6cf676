/// Who holds which connection, who waits, and whether the server is thought to be up. Decides; never connects, never sleeps.
struct PoolState {
    typealias Instant = ContinuousClock.Instant

    /// A place for one connection.
    typealias Slot = Int
    typealias Waiter = UInt64

    /// What a caller gets.
    enum Grant: Equatable {
        /// The idle connection of this slot.
        case use(Slot)
        /// The right to make a connection for this slot.
        case connect(Slot)
        case fail(Refusal)
    }

    enum Refusal: Equatable {
        case closed
        /// The server could not be reached a moment ago.
        case unreachable
        /// Too many callers wait already.
        case queueFull
    }

    /// A waiter whose wait is over.
    struct Wakeup: Equatable {
        let waiter: Waiter
        let grant: Grant
    }

    private enum Place: Equatable {
        case empty
        case connecting
        case idle
        case leased
    }

    private let maxWaiterCount: Int
    private var places: [Place]
    private var waiters: [Waiter] = []
    /// The slots that are idle; the last one was used last, so that the others may grow cold.
    private var idle: [Slot] = []
    private var backoff = Backoff()
    private var isDownUntil: Instant?
    private(set) var isClosed = false

    init(size: Int, maxWaiterCount: Int) {
        precondition(size > 0, "A pool needs at least one connection")
        self.maxWaiterCount = maxWaiterCount
        places = Array(repeating: .empty, count: size)
    }

    /// Callers that wait.
    var waiterCount: Int { waiters.count }

    /// Somebody wants a connection.
    /// - Returns: nil when there is none, and waiting may help.
    mutating func lease(now: Instant) -> Grant? {
        guard !isClosed else { return .fail(.closed) }
        if let grant = grant(now: now) { return grant }
        // With no connection alive and none on its way there is nothing to wait for.
        guard places.contains(where: { $0 != .empty }) else { return .fail(.unreachable) }
        return waiters.count < maxWaiterCount ? nil : .fail(.queueFull)
    }

    /// The same, and waits in line for it.
    mutating func lease(_ waiter: Waiter, now: Instant) -> Grant? {
        if let grant = lease(now: now) { return grant }
        waiters.append(waiter)
        return nil
    }

    /// A waiter has given up.
    /// - Returns: Whether it still waited; if not, its grant is on the way to it.
    mutating func leave(_ waiter: Waiter) -> Bool {
        guard let index = waiters.firstIndex(of: waiter) else { return false }
        waiters.remove(at: index)
        return true
    }

    /// The caller that was told to connect has done so, and uses the connection.
    mutating func connected(_ slot: Slot, now: Instant) -> [Wakeup] {
        places[slot] = .leased
        backoff.succeeded()
        isDownUntil = nil
        return wakeups(now: now)
    }

    /// The caller that was told to connect could not.
    mutating func connectFailed(_ slot: Slot, now: Instant, random: Double) -> [Wakeup] {
        places[slot] = .empty
        isDownUntil = now + backoff.failed(random: random)
        return wakeups(now: now)
    }

    /// A connection comes back, or was given up by the caller that was to make it.
    /// - Parameter isUsable: Whether the next caller may have it.
    mutating func release(_ slot: Slot, isUsable: Bool, now: Instant) -> [Wakeup] {
        let keeps = isUsable && !isClosed
        places[slot] = keeps ? .idle : .empty
        if keeps { idle.append(slot) }
        return wakeups(now: now)
    }

    /// No more leases; whoever waits is told.
    /// - Returns: The slots whose connections are to be closed now; the others close as they come back.
    mutating func close() -> (idle: [Slot], wakeups: [Wakeup]) {
        isClosed = true
        defer {
            for slot in idle { places[slot] = .empty }
            idle = []
            waiters = []
        }
        return (idle, waiters.map { Wakeup(waiter: $0, grant: .fail(.closed)) })
    }

    private mutating func wakeups(now: Instant) -> [Wakeup] {
        var wakeups: [Wakeup] = []
        while let waiter = waiters.first, let grant = grant(now: now) ?? refusalOfWaiters {
            waiters.removeFirst()
            wakeups.append(Wakeup(waiter: waiter, grant: grant))
        }
        return wakeups
    }

    private var refusalOfWaiters: Grant? {
        places.contains { $0 != .empty } ? nil : .fail(.unreachable)
    }

    private mutating func grant(now: Instant) -> Grant? {
        if let slot = idle.popLast() {
            places[slot] = .leased
            return .use(slot)
        }
        guard mayConnect(now: now), let slot = places.firstIndex(of: .empty) else { return nil }
        places[slot] = .connecting
        return .connect(slot)
    }

    /// After a failure one caller at a time tries, once the pause is over.
    private func mayConnect(now: Instant) -> Bool {
        guard let isDownUntil else { return true }
        return now >= isDownUntil && !places.contains(.connecting)
    }
}
