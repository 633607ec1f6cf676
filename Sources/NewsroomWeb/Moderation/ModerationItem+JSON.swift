import Foundation
import Newsroom

extension ModerationItem {
    /// The item as events have it. The database made the text, so that lists and the log cannot differ.
    var json: JSON { (try? JSONParser.parse(Array(text.utf8))) ?? .null }
}

extension QueueCounts {
    var json: JSON { .object(QueueName.allCases.map { .init($0.rawValue, .number(self[$0])) }) }
}

extension AuditActor {
    var json: JSON { .object([.init("id", .string(id.uuidString.lowercased())), .init("name", .string(name))]) }
}

extension Claim {
    /// As `moderation.claimed` events have it.
    var json: JSON {
        .object([
            .init("comment", .string(comment.description)), .init("console", .string(console.description)),
            .init("moderator", moderator.json), .init("until", .time(until)),
        ])
    }
}

extension Presence {
    var json: JSON {
        .object([
            .init("console", .string(console.description)), .init("moderator", moderator.json),
            .init("looking_at", .string(lookingAt?.description)),
        ])
    }
}

extension AuditEntry {
    /// As `moderation.audit` events have it: `newsroom.audit_data` in `sql/schema/0004_comments.sql`.
    var json: JSON {
        .object([
            .init("id", .string(id.description)), .init("at", .time(at)), .init("actor", actor.json),
            .init("action", .string(action.rawValue)), .init("comment", .string(comment?.description)),
            .init("account", .string(account?.description)), .init("from", .string(change?.from.rawValue)),
            .init("to", .string(change?.to.rawValue)), .init("revision", change.map { .number($0.revision) } ?? .null),
            .init("reason", .string(reason)), .init("note", .string(note)), .init("undoes", .string(undoes?.description)),
            .init("batch", .string(batch?.description)),
            .init("details", (try? JSONParser.parse(Array(details.utf8))) ?? .null),
        ])
    }
}
