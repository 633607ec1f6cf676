public import Logging
public import ServiceLifecycle

/// Ends consoles and claims whose leases are over, for example those of a node that was killed; a service on every node.
///
/// Nothing depends on it but what is shown: a claim whose lease is over counts for nobody.
public struct ConsoleUpkeep: Service {
    /// Default of `interval`.
    public static let defaultInterval: Duration = .seconds(1)

    private let store: NewsroomStore
    private let interval: Duration
    private let logger: Logger
    private let onEnded: @Sendable () -> Void

    /// Describes the upkeep.
    /// - Parameters:
    ///   - interval: Between two looks at the database.
    ///   - onEnded: Called after each commit that ended something, so that the log can be sequenced at once.
    public init(
        store: NewsroomStore, interval: Duration = ConsoleUpkeep.defaultInterval,
        logger: Logger = Logger(label: "courant.consoles"), onEnded: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.interval = interval
        self.logger = logger
        self.onEnded = onEnded
    }

    /// Works until graceful shutdown or cancellation.
    public func run() async throws {
        await rounds(every: interval, look)
    }

    private func look() async {
        do {
            let ended = try await store.sweepConsoles()
            if ended > 0 { onEnded() }
        } catch {
            guard !Task.isCancelled else { return }
            logger.warning("consoles.failed", metadata: ["error": "\(error)"])
        }
    }
}
