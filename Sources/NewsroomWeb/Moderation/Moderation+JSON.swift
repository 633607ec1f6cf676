import Foundation
import Newsroom

// What moderators see, the same by REST and in the console.

extension ModerationItem {
    /// The comment, as the log tells it.
    var json: JSON { .written(text) }
}

extension AuditActor {
    var json: JSON { .object([.init("id", .string(id.uuidString.lowercased())), .init("name", .string(name))]) }
}

extension AuditEntry {
    /// The entry, as `newsroom.audit_data` in `sql/schema/0004_comments.sql` tells it.
    var json: JSON {
        .object([
            .init("id", .string(id.description)),
            .init("at", .time(at)),
            .init("actor", actor.json),
            .init("action", .string(action.rawValue)),
            .init("comment", .string(comment?.description)),
            .init("account", .string(account?.description)),
            .init("from", .string(change?.from.rawValue)),
            .init("to", .string(change?.to.rawValue)),
            .init("revision", change.map { .number($0.revision) } ?? .null),
            .init("reason", .string(reason)),
            .init("note", .string(note)),
            .init("undoes", .string(undoes?.description)),
            .init("batch", .string(batch?.description)),
            .init("details", .written(details)),
        ])
    }
}

extension Claim {
    /// Who works on what.
    var json: JSON {
        .object([
            .init("comment", .string(comment.description)),
            .init("console", .string(console.description)),
            .init("moderator", moderator.json),
            .init("until", .time(until)),
        ])
    }
}

extension Presence {
    /// Who is there.
    var json: JSON {
        .object([
            .init("console", .string(console.description)),
            .init("moderator", moderator.json),
            .init("looking_at", .string(lookingAt?.description)),
        ])
    }
}

extension QueueCounts {
    /// How many comments each queue holds.
    var json: JSON { .object(QueueName.allCases.map { .init($0.rawValue, .number(self[$0])) }) }
}

extension DecisionResult {
    /// What came of a decision about one comment among many.
    var json: JSON {
        let comment = JSON.Member("comment", .string(comment?.description))
        switch outcome {
        case .decided(let entry, _):
            return .object([comment, .init("outcome", .string("decided")), .init("audit", entry.json)])
        case .lost(let loss):
            return .object([comment, .init("outcome", .string("lost")), .init("problem", .object(Problem(loss).inner))])
        }
    }
}

extension ReaderHistory {
    /// What became of somebody's comments.
    var json: JSON {
        .object(
            CommentStatus.allCases.map { .init($0.rawValue, .number(counts[$0] ?? 0)) } + [
                .init("rejection_rate", rejectionRate.map { .numeral(String(($0 * 1000).rounded() / 1000)) } ?? .null)
            ])
    }
}

extension ModeratedReader {
    /// A reader, as moderators see one.
    func json(at now: Date) -> JSON {
        account.json(at: now).adding("history", history.json).adding("recent", .array(recent.map(\.json)))
    }
}

extension ModerationContext {
    /// Everything that surrounds a comment.
    func json(at now: Date) -> JSON {
        .object([
            .init("comment", item.json),
            .init(
                "thread",
                .object([
                    .init("ancestors", .array(ancestors.map(\.json))),
                    .init("siblings", .array(siblings.map(\.json))),
                    .init("answers", .array(answers.map(\.json))),
                ])),
            .init("reports", .array(reports.map { $0.report.json(by: $0.name) })),
            .init("revisions", .array(revisions.map(\.json))),
            .init("audit", .array(audit.map(\.json))),
            .init("reader", reader.json(at: now)),
            .init("claim", claim?.json ?? .null),
        ])
    }
}

extension WordList {
    /// The lists, as they were given.
    var json: JSON {
        .object(
            [Kind.banned, .suspect].map { kind in
                .init(kind.rawValue, .array(words.filter { $0.list == kind }.map { .string($0.word) }))
            } + [.init("revision", .number(revision))])
    }
}
