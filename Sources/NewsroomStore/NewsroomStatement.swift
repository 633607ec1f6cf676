import Postgres

/// Every statement of the newsroom, one file each: `sql/<raw value>.sql`.
enum NewsroomStatement: String, CaseIterable {
    case accountAll = "account/all"
    case accountByHandle = "account/by_handle"
    case accountByID = "account/by_id"
    case accountBySubject = "account/by_subject"
    case accountInsert = "account/insert"
    case accountLock = "account/lock"
    case accountPassphraseOf = "account/passphrase_of"
    case accountSetPassphrase = "account/set_passphrase"
    case accountUpdate = "account/update"
    case articleByID = "article/by_id"
    case articleBySlug = "article/by_slug"
    case articleClaimSlug = "article/claim_slug"
    case articleDue = "article/due"
    case articleFreeSlug = "article/free_slug"
    case articleInsert = "article/insert"
    case articleInsertRevision = "article/insert_revision"
    case articleLock = "article/lock"
    case articleLockSlugs = "article/lock_slugs"
    case articlePageFiltered = "article/page_filtered"
    case articlePageFound = "article/page_found"
    case articlePageOfAuthor = "article/page_of_author"
    case articlePageOfSection = "article/page_of_section"
    case articlePageOfTag = "article/page_of_tag"
    case articlePagePublic = "article/page_public"
    case articleRevisions = "article/revisions"
    case articleTryScheduleLock = "article/try_schedule_lock"
    case articleUpdate = "article/update"
    case authorBySlug = "author/by_slug"
    case authorInsert = "author/insert"
    case correctionInsert = "correction/insert"
    case correctionOfArticle = "correction/of_article"
    case eventEnsurePartitions = "event/ensure_partitions"
    case eventExpire = "event/expire"
    case eventHead = "event/head"
    case eventHistory = "event/history"
    case eventNotificationQueueUsage = "event/notification_queue_usage"
    case eventPageAfter = "event/page_after"
    case eventPageOfTopics = "event/page_of_topics"
    case eventSequence = "event/sequence"
    case idempotencyAnswer = "idempotency/answer"
    case idempotencyClaim = "idempotency/claim"
    case idempotencyForget = "idempotency/forget"
    case idempotencyRedact = "idempotency/redact"
    case idempotencyRemember = "idempotency/remember"
    case newsroomIsEmpty = "newsroom/is_empty"
    case sectionAll = "section/all"
    case sectionBySlug = "section/by_slug"
    case sectionInsert = "section/insert"
    case sectionUpdate = "section/update"
    case sessionByHash = "session/by_hash"
    case sessionDelete = "session/delete"
    case sessionDeleteOfAccount = "session/delete_of_account"
    case sessionInsert = "session/insert"
    case sessionSweep = "session/sweep"
    case tokenAll = "token/all"
    case tokenByHash = "token/by_hash"
    case tokenInsert = "token/insert"
    case tokenRevoke = "token/revoke"
}

/// The statements by their cases, all of them there.
struct NewsroomStatements: Sendable {
    private let statements: [NewsroomStatement: Statement]

    /// - Throws: `PostgresError.statementInvalid`, which names the file that is missing.
    init(_ library: StatementLibrary) throws {
        statements = try Dictionary(
            uniqueKeysWithValues: NewsroomStatement.allCases.map { ($0, try library.statement($0.rawValue)) })
    }

    subscript(_ statement: NewsroomStatement) -> Statement {
        guard let found = statements[statement] else { preconditionFailure("\(statement) was not demanded at start") }
        return found
    }
}
