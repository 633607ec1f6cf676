import EventStreams
import Newsroom
import Synchronization

/// Pages of the log for readers whom the ring does not reach. A crowd that comes back from the same stretch reads it once.
///
/// Pages begin at round positions, so that readers with cursors near each other share them. They are kept, within a bound of
/// bytes, until something is taken down.
final class ReplayPages: Sendable {
    /// The events of some topics after a round position.
    struct Page: Sendable {
        let entries: [FeedEntry]
        /// Up to where it is complete.
        let through: Position

        fileprivate var byteCount: Int { entries.reduce(0) { $0 + $1.frame.byteCount } }
    }

    private struct Key: Hashable {
        let topics: [String]
        let start: Position

        /// What it costs to keep a page besides its events: one without events is kept as well.
        var byteCount: Int { topics.reduce(256) { $0 + $1.utf8.count + 32 } }
    }

    /// One read of the log, and who waits for it.
    private struct Flight {
        /// `nil`: whoever read gave up.
        typealias Landing = Result<Page, any Error>?
        var waiting: [CheckedContinuation<Landing, Never>] = []
    }

    private struct State {
        var pages: [Key: Page] = [:]
        var byteCount = 0
        var flights: [Int: Flight] = [:]
        var flying: [Key: Int] = [:]
        var nextFlight = 0
    }

    private enum Turn {
        case have(Page)
        case read(flight: Int)
        case wait(flight: Int)
    }

    private let stretch: Int64
    private let maxBytes: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - pageEvents: In one page at most. Pages begin four times as often, so that a reader within one gets on.
    ///   - maxBytes: Encoded bytes that are kept.
    init(pageEvents: Int, maxBytes: Int) {
        self.stretch = max(1, Int64(pageEvents) / 4)
        self.maxBytes = maxBytes
    }

    /// Returns a page that holds what some topics have after a position.
    /// - Parameter read: Reads the log after the position that it is given, which may lie before `position`. Some of those
    ///   who ask at the same time do not read themselves.
    /// - Throws: What `read` throws, here or for somebody who asked for the same.
    func page(
        of topics: [String], after position: Position, read: (Position) async throws -> Page
    ) async throws -> Page {
        let key = Key(topics: topics.sorted(), start: Position(position.rawValue / stretch * stretch))
        while true {
            switch turn(key, after: position) {
            case .have(let page): return page
            case .wait(let flight):
                guard let landing = await landing(of: flight) else { continue }
                return try landing.get()
            case .read(let flight):
                do {
                    let page = try await read(key.start)
                    land(flight, key, .success(page))
                    return page
                } catch {
                    land(flight, key, error is CancellationError ? nil : .failure(error))
                    throw error
                }
            }
        }
    }

    /// Forgets all pages, also those that are being read: something in them may have been taken down.
    func forget() {
        state.withLock { state in
            state.pages = [:]
            state.byteCount = 0
            // They land for those who wait already, who will be told of the takedown.
            state.flying = [:]
        }
    }

    private func turn(_ key: Key, after position: Position) -> Turn {
        state.withLock { state in
            if let page = state.pages[key], page.through > position { return .have(page) }
            if let flight = state.flying[key] { return .wait(flight: flight) }
            state.nextFlight += 1
            state.flying[key] = state.nextFlight
            state.flights[state.nextFlight] = Flight()
            return .read(flight: state.nextFlight)
        }
    }

    private func landing(of flight: Int) async -> Flight.Landing {
        await withCheckedContinuation { continuation in
            let isFlying = state.withLock { state in
                state.flights[flight]?.waiting.append(continuation)
                return state.flights[flight] != nil
            }
            // Landed meanwhile: the page is there.
            if !isFlying { continuation.resume(returning: nil) }
        }
    }

    private func land(_ flight: Int, _ key: Key, _ landing: Flight.Landing) {
        let waiting = state.withLock { state in
            if state.flying[key] == flight {
                state.flying[key] = nil
                if case .success(let page)? = landing { keep(page, key, &state) }
            }
            return state.flights.removeValue(forKey: flight)?.waiting ?? []
        }
        for continuation in waiting { continuation.resume(returning: landing) }
    }

    private func keep(_ page: Page, _ key: Key, _ state: inout State) {
        let known = state.pages[key].map { $0.byteCount + key.byteCount } ?? 0
        state.byteCount += page.byteCount + key.byteCount - known
        state.pages[key] = page
        if state.byteCount > maxBytes {
            state.pages = [:]
            state.byteCount = 0
        }
    }
}
