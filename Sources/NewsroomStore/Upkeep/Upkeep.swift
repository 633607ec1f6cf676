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
    ///   - interval: How long it waits when nothing was due.
    ///   - onCommit: Called after each round that changed something, so that the log can be sequenced at once.
    ///   - round: Does what is due, or some of it, and tells how many things it changed.
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
                if await look() { continue }
                try? await Task.sleep(for: interval)  // throws when cancelled, which the loop sees
            }
        }
    }

    /// - Returns: Whether anything was due: then more may be.
    private func look() async -> Bool {
        do {
            let count = try await round()
            guard count > 0 else { return false }
            logger.info("upkeep.done", metadata: ["upkeep": "\(subject)", "count": "\(count)"])
            onCommit()
            return true
        } catch {
            if !Task.isCancelled { logger.warning("upkeep.failed", metadata: ["upkeep": "\(subject)", "error": "\(error)"]) }
            return false
        }
    }
}
