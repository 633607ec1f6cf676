import Foundation
import Newsroom
@testable import NewsroomStore
import TestSupport

typealias Comment = Newsroom.Comment

extension AuditActor {
    static let mo = AuditActor(id: UUID(), name: "Mo")
    static let kit = AuditActor(id: UUID(), name: "Kit")
}

extension Ruling {
    static func approve(_ note: String = "") throws -> Ruling { try Ruling(.approve, because: .fine, note: note) }
    static func reject(_ note: String = "") throws -> Ruling { try Ruling(.reject, because: .offTopic, note: note) }
}

extension DecisionResult {
    var entry: AuditEntry? {
        if case .decided(let entry, _) = outcome { entry } else { nil }
    }

    var loss: Loss? {
        if case .lost(let loss) = outcome { loss } else { nil }
    }

    /// The entry of whoever was quicker.
    var winner: AuditEntry? {
        if case .lost(.decided(let entry, _)) = outcome { entry } else { nil }
    }
}

extension CommentText {
    /// As if rendered.
    init(_ text: String) { self.init(markdown: text, html: "<p>\(text)</p>\n") }
}

extension TestNewsroom {
    /// A reader of single sign-on.
    func reader(_ name: String = "Rea", role: Role = .reader) async throws -> Account {
        let identity = AccountIdentity.single(issuer: "https://id.example", subject: UUID().uuidString)
        let account = try Account(id: Identifier(at: .start), identity: identity, name: name, role: role, at: .start)
        try await store.write { try await $0.insert(account) }
        return account
    }

    /// A public article whose comments show at once.
    func openArticle(_ policy: CommentPolicy = .open, takesGuests: Bool = true) async throws -> Article {
        try await store.write { transaction in
            let old = try await transaction.commentPolicy(of: world.slug)
            try await transaction.set(
                SectionCommentPolicy(
                    policy: policy, takesGuests: takesGuests, closeAfterDays: nil, revision: (old?.revision ?? 0) + 1),
                of: world.slug, by: .mo, at: .start)
        }
        return try await publish(draft("Article \(UUID())"))
    }

    func post(
        _ text: String, to article: Article, answering parent: Comment? = nil, by account: Account, at now: Date = .start
    ) async throws -> Comment {
        try await store.write {
            try await $0.post(CommentText(text), to: article.id, answering: parent?.id, by: account.id, at: now)
        }
    }

    /// A reader of whom a comment is visible.
    func knownReader(_ name: String, under article: Article) async throws -> Account {
        let reader = try await reader(name)
        try await decide(.approve(), post("I am \(name)", to: article, by: reader))
        return reader
    }

    @discardableResult
    func report(_ comment: Comment, by account: Account, because reason: Report.Reason = .abuse) async throws -> (
        report: Report, isNew: Bool
    ) {
        try await store.write { try await $0.report(comment.id, because: reason, note: "see", by: account.id, at: .now) }
    }

    @discardableResult
    func decide(
        _ ruling: Ruling, _ comment: Comment, revision: Int? = nil, reportCount: Int? = nil, by actor: AuditActor = .mo
    ) async throws -> DecisionResult {
        let read = ReadComment(comment.id, revision: revision ?? comment.revision, reportCount: reportCount)
        let results = try await store.write { try await $0.decide(ruling, on: [read], by: actor, at: .now) }
        guard let result = results.first, results.count == 1 else { throw TestProblem("\(results.count) results") }
        return result
    }

    func undo(_ result: DecisionResult, by actor: AuditActor = .mo) async throws -> DecisionResult {
        guard let entry = result.entry else { throw TestProblem("nothing was decided") }
        return try await store.write { try await $0.undo(entry.id, by: actor, at: .now) }
    }

    /// A comment as it is now.
    func now(_ comment: Comment) async throws -> Comment {
        guard let found = try await store.comment(comment.id) else { throw TestProblem("no comment \(comment.id)") }
        return found
    }

    /// Events of the comments' subjects: types and topics, sequenced first.
    func events(_ prefix: String) async throws -> [Event] {
        try await sequence()
        return try await log.events(after: .zero, limit: 1000).filter { $0.type.hasPrefix(prefix) }
    }

    /// Many comments, reports, entries and claims, made by SQL because it is only their number that counts.
    func fillComments() async throws {
        try await sql(
            """
            INSERT INTO newsroom.comment (
                id, article_id, root_id, depth, account_id, body, body_html, fingerprint, status, revision, report_count, created_at, updated_at)
            SELECT i.id, (SELECT id FROM newsroom.article ORDER BY id LIMIT 1 OFFSET i.n % 100), i.id, 0,
                (SELECT id FROM newsroom.account ORDER BY id LIMIT 1 OFFSET i.n % 200), 'words', '<p>words</p>',
                sha256(i.n::text::bytea), (ARRAY['approved', 'approved', 'pending', 'rejected'])[1 + i.n % 4], 2,
                CASE WHEN i.n % 100 = 0 THEN 1 ELSE 0 END, now() - i.n * interval '1 second', now()
            FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, 4000) n) i
            """)
        try await sql(
            """
            INSERT INTO newsroom.comment (
                id, article_id, parent_id, root_id, depth, account_id, body, body_html, fingerprint, status, revision, created_at, updated_at)
            SELECT gen_random_uuid(), article_id, id, id, 1, account_id, body, body_html, fingerprint, status, 2, created_at, now()
            FROM newsroom.comment
            """)
        try await sql(
            """
            INSERT INTO newsroom.comment_report (id, comment_id, account_id, reason, created_at)
            SELECT gen_random_uuid(), id, account_id, 'spam', now() FROM newsroom.comment LIMIT 2000
            """)
        try await sql(
            """
            INSERT INTO newsroom.comment_revision (comment_id, number, body, changed_at)
            SELECT id, 1, body, now() FROM newsroom.comment LIMIT 2000
            """)
        try await sql(
            """
            INSERT INTO newsroom.audit (id, at, actor_id, actor_name, action, comment_id, account_id, from_status, to_status, revision, batch)
            SELECT gen_random_uuid(), now(), gen_random_uuid(), 'Mo', 'decide', id, account_id, 'pending', status, 2, gen_random_uuid()
            FROM newsroom.comment
            """)
        try await sql(
            """
            INSERT INTO newsroom.console (id, moderator_id, moderator_name, opened_at, expires_at)
            SELECT gen_random_uuid(), gen_random_uuid(), 'Mo', now(), now() + n * interval '1 second' FROM generate_series(1, 1000) n
            """)
        try await sql(
            """
            INSERT INTO newsroom.claim (comment_id, console_id, moderator_id, moderator_name, claimed_at, expires_at)
            SELECT c.id, (SELECT id FROM newsroom.console ORDER BY id LIMIT 1 OFFSET c.n % 500), gen_random_uuid(), 'Mo', now(),
                now() + c.n * interval '1 second'
            FROM (SELECT id, row_number() OVER () AS n FROM newsroom.comment LIMIT 2000) c
            """)
        try await sql(
            """
            INSERT INTO newsroom.article_comment_policy (article_id, policy, revision)
            SELECT id, 'open', 1 FROM newsroom.article LIMIT 1000
            """)
    }
}
