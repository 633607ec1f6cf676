import Foundation
import Logging
import Newsroom
@testable import NewsroomStore
import Postgres
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

/// Drafts that are published by themselves.
struct ScheduleTests {
    private final class Calls: Sendable {
        let count = Atomic(0)
        var number: Int { count.load(ordering: .relaxed) }
        func add() { count.add(1, ordering: .relaxed) }
    }

    @Test func `Several nodes publish each draft once, when its time has come`() async throws {
        try await TestNewsroom.lend { newsroom in
            let due = try newsroom.draft("Due", publishAt: .start(plus: 10))
            try await newsroom.insert(due)
            for number in 0..<45 { try await newsroom.insert(newsroom.draft("More \(number)", publishAt: .start(plus: 20))) }
            let later = try await newsroom.insert(newsroom.draft("Later", publishAt: .start(plus: 1000)))
            let calls = Calls()
            try await withThrowingTaskGroup { group in
                for _ in 0..<3 {
                    let schedule = Upkeep(of: "schedule", every: .milliseconds(5), logger: .tests, onCommit: calls.add) {
                        try await newsroom.store.publishDue(at: .start(plus: 30))
                    }
                    group.addTask { try await schedule.run() }
                }
                try await eventually {
                    try await newsroom.sql("SELECT 1 FROM newsroom.article WHERE status = 'published'").count == 46
                }
                group.cancelAll()
            }
            let events = try await newsroom.articleEvents()
            #expect(events.count == 46 && Set(events.map(\.subject)).count == 46)
            #expect(calls.number >= 3)
            let article = try #require(try await newsroom.store.article(due.id).value)
            #expect(article.publishedAt == .start(plus: 30) && article.publishAt == nil && article.revision == 2)
            #expect(try await newsroom.store.revisions(of: due.id).last?.changedBy == "schedule")
            #expect(try await newsroom.store.article(later.id).value?.status == .draft)
        }
    }

    @Test func `A draft that somebody is changing waits for the next look`() async throws {
        try await TestNewsroom.lend { newsroom in
            let draft = try await newsroom.insert(newsroom.draft(publishAt: .start(plus: 1)))
            try await newsroom.store.write { transaction in
                _ = try await transaction.article(draft.id)
                #expect(try await newsroom.store.publishDue(at: .start(plus: 2)) == 0)
            }
            #expect(try await newsroom.store.publishDue(at: .start(plus: 2)) == 1)
        }
    }

    @Test func `An upkeep outlives a database that goes away, and stops at once when told`() async throws {
        try await TestNewsroom.lend { newsroom in
            try await newsroom.sql("ALTER TABLE newsroom.article RENAME COLUMN publish_at TO away")
            try await newsroom.insertDueDraftWhileAway()
            let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
            let schedule = Upkeep(of: "schedule", every: .milliseconds(5), logger: silent) {
                try await newsroom.store.publishDue(at: .start(plus: 2))
            }
            let group = ServiceGroup(configuration: .init(services: [.init(service: schedule)], logger: silent))
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await group.run() }
                try await Task.sleep(for: .milliseconds(50))  // some looks that fail
                try await newsroom.sql("ALTER TABLE newsroom.article RENAME COLUMN away TO publish_at")
                try await newsroom.sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
                try await eventually {
                    try await newsroom.sql("SELECT 1 FROM newsroom.article WHERE status = 'published'").count == 1
                }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }
}

extension TestNewsroom {
    /// Straight by SQL, because the table is not as the store knows it.
    fileprivate func insertDueDraftWhileAway() async throws {
        try await sql(
            """
            INSERT INTO newsroom.article (id, slug, headline, standfirst, body, tags, section_id, author_id, status, revision, away, created_at, updated_at)
            VALUES (gen_random_uuid(), 'due', 'Due', '', '', '{}', $1, $2, 'draft', 1, $3, $3, $3)
            """, [world.id.uuid, ana.id.uuid, Date.start])
    }
}
