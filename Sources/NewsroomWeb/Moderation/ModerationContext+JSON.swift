import Newsroom

extension ModerationContext {
    /// Everything around a comment.
    var members: [JSON.Member] {
        [
            .init("comment", item.json),
            .init(
                "thread",
                .object([
                    .init("ancestors", .array(ancestors.map(\.json))), .init("siblings", .array(siblings.map(\.json))),
                    .init("answers", .array(answers.map(\.json))),
                ])),
            .init("reports", .array(reports.map { $0.report.json(by: $0.name) })),
            .init("revisions", .array(revisions.map(\.moderationJSON))),
            .init("audit", .array(audit.map(\.json))),
            .init("author", reader.json),
            .init("claim", claim?.json ?? .null),
        ]
    }
}

extension Report {
    fileprivate func json(by name: String) -> JSON {
        .object([
            .init("id", .string(id.description)), .init("reason", .string(reason.rawValue)), .init("note", .string(note)),
            .init("created_at", .time(createdAt)), .init("answered_at", .time(answeredAt)),
            .init("reporter", .object([.init("id", .string(account.description)), .init("name", .string(name))])),
        ])
    }
}

extension CommentRevision {
    fileprivate var moderationJSON: JSON {
        .object([.init("number", .number(number)), .init("body", .string(body)), .init("changed_at", .time(changedAt))])
    }
}

extension ModeratedReader {
    /// A reader, and what became of what they wrote.
    var json: JSON {
        .object([
            .init("id", .string(account.id.description)), .init("name", .string(account.name)),
            .init("kind", .string(account.identity.kind)), .init("standing", .string(account.standing.word)),
            .init("standing_until", .time(account.standing.until)), .init("standing_reason", .string(account.standingReason)),
            .init("revision", .number(account.revision)), .init("created_at", .time(account.createdAt)),
            .init("history", history.json), .init("recent", .array(recent.map(\.json))),
        ])
    }
}

extension ReaderHistory {
    fileprivate var json: JSON {
        let counts = CommentStatus.allCases.map { JSON.Member($0.rawValue, .number(self.counts[$0] ?? 0)) }
        // A share of at most three digits.
        let rate = rejectionRate.map { JSON.numeral("\(($0 * 1000).rounded() / 1000)") } ?? .null
        return .object(counts + [.init("rejection_rate", rate)])
    }
}
