public import Foundation
public import Logging
import Newsroom
import Postgres
public import ServiceLifecycle

/// Publishes drafts whose time has come; a service on every node, of which one at a time works.
///
/// The times are in the database, so nothing is lost with a node. While the database is away it tries again at every interval.
public struct PublishingSchedule: Service {
    /// Default of `interval`.
    public static let defaultInterval: Duration = .seconds(1)

    private let store: NewsroomStore
    private let interval: Duration
    private let logger: Logger
    private let now: @Sendable () -> Date
    private let onPublished: @Sendable () -> Void

    /// Describes a schedule.
    /// - Parameters:
    ///   - interval: Between two looks at the database.
    ///   - now: Tells the time.
    ///   - onPublished: Called after each commit that published something, so that the log can be sequenced at once.
    public init(
        store: NewsroomStore, interval: Duration = PublishingSchedule.defaultInterval,
        logger: Logger = Logger(label: "courant.schedule"), now: @escaping @Sendable () -> Date = { Date() },
        onPublished: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.interval = interval
        self.logger = logger
        self.now = now
        self.onPublished = onPublished
    }

    /// Works until graceful shutdown or cancellation.
    public func run() async throws {
        await rounds(every: interval, look)
    }

    private func look() async {
        do {
            while true {
                let published = try await store.publishDue(at: now())
                if published > 0 {
                    logger.info("schedule.published", metadata: ["schedule.articles": "\(published)"])
                    onPublished()
                }
                guard published == NewsroomStore.maxDueArticles else { return }
            }
        } catch  where Task.isCancelled {
            return
        } catch {
            logger.warning("schedule.failed", metadata: ["error": "\(error)"])
        }
    }
}

extension NewsroomStore {
    /// Articles that one transaction of the schedule publishes.
    static let maxDueArticles = 20

    /// Publishes drafts whose time has come, by the same rule as an editor's hand.
    /// - Returns: How many; `maxDueArticles` means that more may be due. 0 also when another node is at it.
    ///
    /// Source: `sql/article/try_schedule_lock.sql`, `sql/article/due.sql`.
    func publishDue(at now: Date) async throws -> Int {
        try await write { transaction in
            guard try await transaction.rows(.articleTryScheduleLock).only.decode("is_mine") else { return 0 }
            let due = try await transaction.rows(.articleDue, [now, Self.maxDueArticles])
            for row in due {
                guard let draft = try await transaction.article(row.identifier("id")) else { continue }
                var article = draft
                try article.publish(at: now)
                try await transaction.save(article, replacing: draft, changedBy: "schedule")
            }
            return due.count
        }
    }
}
