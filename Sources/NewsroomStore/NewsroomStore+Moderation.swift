import Foundation
public import Newsroom
import Postgres

extension NewsroomStore {
    /// Reads one page of a queue.
    /// - Parameters:
    ///   - page: Where the page starts; `nil` for the first.
    ///   - limit: Comments wanted, 1...100; what lies outside is taken as the nearest.
    ///
    /// Source: `sql/comment/queue_*.sql`, `sql/comment/reported_*.sql`, `sql/comment/queue_counts.sql`.
    public func queue(
        _ filter: QueueFilter, after page: PageToken?, limit: Int
    ) async throws -> Snapshot<(page: Page<ModerationItem>, counts: QueueCounts)> {
        let limit = min(max(limit, Limits.pageItems.lowerBound), Limits.pageItems.upperBound)
        let list = QueueList(filter)
        let start = page ?? (filter.order == .newest ? .newest : .oldest)
        let parameters = list.parameters + [start.microseconds, start.id, limit + 1]
        return try await snapshot { connection in
            let rows = try await connection.execute(statements[list.statement], parameters)
            let items = try rows.prefix(limit).map { try $0.moderationItem() }
            let next = try rows.next(after: limit, "created_microseconds")
            return (Page(items: items, next: next), try await counts(on: connection))
        }
    }

    /// Reads what a console starts with: how many comments each queue holds, who is there, who works on what.
    ///
    /// Source: `sql/comment/queue_counts.sql`, `sql/console/all.sql`, `sql/claim/all.sql`.
    public func room() async throws -> Snapshot<ModerationRoom> {
        try await snapshot { connection in
            ModerationRoom(
                counts: try await counts(on: connection),
                present: try await connection.execute(statements[.consoleAll]).map { try $0.presence() },
                claims: try await connection.execute(statements[.claimAll]).map { try $0.claim() })
        }
    }

    /// Counts the comments in each queue.
    ///
    /// Source: `sql/comment/queue_counts.sql`.
    public func queueCounts() async throws -> Snapshot<QueueCounts> {
        try await snapshot { try await counts(on: $0) }
    }

    private func counts(on connection: PostgresConnection) async throws -> QueueCounts {
        let row = try await connection.execute(statements[.commentQueueCounts]).only
        return QueueCounts(
            Dictionary(uniqueKeysWithValues: try QueueName.allCases.map { ($0, try row.decode($0.rawValue)) }))
    }

    /// Reads everything that a moderator looks at to decide about a comment.
    /// - Returns: `nil` when there is no such comment.
    public func context(of id: Identifier<Comment>) async throws -> Snapshot<ModerationContext?> {
        try await snapshot { connection in
            func items(_ statement: NewsroomStatement, _ parameters: any PostgresEncodable...) async throws -> [ModerationItem]
            {
                try await connection.execute(statements[statement], parameters).map { try $0.moderationItem() }
            }
            let limit = Limits.contextItems
            guard let comment = try await connection.execute(statements[.commentByID], [id.uuid]).first?.comment(),
                let item = try await items(.commentItems, [id.uuid]).first,
                let reader = try await reader(comment.author.id, on: connection)
            else { return nil }
            let reports = try await connection.execute(statements[.reportOfComment], [id.uuid, limit])
            let audit = try await connection.execute(statements[.auditOfComment], [id.uuid, limit])
            return ModerationContext(
                item: item, ancestors: try await items(.commentAncestors, id.uuid),
                siblings: try await items(.commentSiblings, id.uuid, limit),
                answers: try await items(.commentAnswers, id.uuid, limit),
                reports: try reports.map { (try $0.report(), try $0.decode("name")) },
                revisions: try await connection.execute(statements[.commentRevisions], [id.uuid]).map {
                    try $0.commentRevision()
                },
                audit: try audit.map { try $0.auditEntry() }, reader: reader,
                claim: try await connection.execute(statements[.claimOfComments], [[id.uuid]]).first?.claim())
        }
    }

    /// Reads a reader as moderators see one.
    ///
    /// Source: `sql/account/by_id.sql`, `sql/comment/history.sql`, `sql/audit/verdicts.sql`, `sql/comment/recent.sql`.
    public func reader(_ id: Identifier<Account>) async throws -> Snapshot<ModeratedReader?> {
        try await snapshot { try await reader(id, on: $0) }
    }

    private func reader(_ id: Identifier<Account>, on connection: PostgresConnection) async throws -> ModeratedReader? {
        guard let account = try await connection.execute(statements[.accountByID], [id.uuid]).first?.account() else {
            return nil
        }
        func counts(_ statement: NewsroomStatement) async throws -> [CommentStatus: Int] {
            let counts = try await connection.execute(statements[statement], [id.uuid]).map { row in
                (try row.choice("status") as CommentStatus, try row.decode("comments", as: Int.self))
            }
            return Dictionary(counts, uniquingKeysWith: { first, _ in first })
        }
        let history = ReaderHistory(counts: try await counts(.commentHistory), verdicts: try await counts(.auditVerdicts))
        let recent = try await connection.execute(statements[.commentRecent], [id.uuid, Limits.contextItems])
        return ModeratedReader(
            account: account, history: history, recent: try recent.map { try $0.moderationItem() })
    }

    /// Reads one page of the audit, newest first.
    /// - Parameters:
    ///   - comment: Only about this comment.
    ///   - reader: Only about this reader.
    ///
    /// Source: `sql/audit/page.sql`.
    public func audit(
        about comment: Identifier<Comment>? = nil, reader: Identifier<Account>? = nil, after page: PageToken?, limit: Int
    ) async throws -> Page<AuditEntry> {
        let limit = min(max(limit, Limits.pageItems.lowerBound), Limits.pageItems.upperBound)
        let rows = try await rows(
            .auditPage, [comment?.uuid, reader?.uuid, page?.microseconds ?? Int64.max, limit + 1])
        return Page(items: try rows.prefix(limit).map { try $0.auditEntry() }, next: try rows.next(after: limit, "number"))
    }
}

/// Which statement shows a queue, and what it is told.
private struct QueueList {
    let statement: NewsroomStatement
    let parameters: [any PostgresEncodable]

    init(_ filter: QueueFilter) {
        let filters: [any PostgresEncodable] = [filter.article?.uuid, filter.section?.text, filter.reader?.uuid, filter.reason]
        let status: CommentStatus
        switch filter.queue {
        case .reported:
            statement = filter.order == .newest ? .commentReportedNewest : .commentReportedOldest
            parameters = filters
            return
        case .pending, .held: status = .pending
        case .approved: status = .approved
        case .rejected: status = .rejected
        }
        statement = filter.order == .newest ? .commentQueueNewest : .commentQueueOldest
        parameters = [status.rawValue, filter.queue.rawValue] + filters
    }
}
