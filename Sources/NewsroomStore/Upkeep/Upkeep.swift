public import Logging
public import ServiceLifecycle

/// What no request asks for, done again and again; a service on every node.
///
/// What is due stands in the database, so nothing is lost with a node. While the database is away it tries again at every interval.
public struct Upkeep: Service {
    private let subject: String
    private let interval: Duration
    private let logger: Logger
    private let onCommit: @Sendable () -> Void
    private let round: @Sendable () async throws -> Int

    /// Describes an upkeep.
    /// - Parameters:
    ///   - subject: What is looked after, for the log.
    ///   - interval: Between two rounds.
    ///   - onCommit: Called after each round that changed something, so that the log can be sequenced at once.
    ///   - round: Does what is due, and tells how many things it changed.
    public init(
        of subject: String, every interval: Duration, logger: Logger, onCommit: @escaping @Sendable () -> Void = {},
        _ round: @escaping @Sendable () async throws -> Int
    ) {
        self.subject = subject
        self.interval = interval
        self.logger = logger
        self.onCommit = onCommit
        self.round = round
    }

    /// Works until graceful shutdown or cancellation.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await look()
                try? await Task.sleep(for: interval)  // throws when cancelled, which the loop sees
            }
        }
    }

    private func look() async {
        do {
            let count = try await round()
            guard count > 0 else { return }
            logger.info("upkeep.done", metadata: ["upkeep": "\(subject)", "count": "\(count)"])
            onCommit()
        } catch {
            guard !Task.isCancelled else { return }
            logger.warning("upkeep.failed", metadata: ["upkeep": "\(subject)", "error": "\(error)"])
        }
    }
}
