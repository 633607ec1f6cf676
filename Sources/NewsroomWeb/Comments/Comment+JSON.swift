import Newsroom
import NewsroomStore

extension Comment {
    /// The comment as somebody may see it. Its id stands first: so a takedown finds it in remembered answers.
    /// - Parameter principal: Who reads: its author and moderators see what it is made of, its author why its status is what it is.
    func json(for principal: Principal?) -> JSON {
        let isOwn = principal?.account == author.id
        var members: [JSON.Member] = [
            .init("id", .string(id.description)),
            .init("article", .string(place.article.description)),
            .init("parent", .string(place.parent?.description)),
            .init("root", .string(place.root.description)),
            .init("depth", .number(place.depth)),
            .init("author", author.json),
        ]
        if isOwn || principal?.role.moderates ?? false { members.append(.init("body", .string(text.markdown))) }
        members += [
            .init("body_html", .string(text.html)),
            .init("status", .string(status.rawValue)),
            .init("revision", .number(revision)),
            .init("created_at", .time(createdAt)),
            .init("edited_at", .time(editedAt)),
        ]
        if isOwn {
            members.append(.init("editable_until", .time(editableUntil)))
            if let told { members += [.init("reason", .string(told.reason)), .init("note", .string(told.note))] }
        }
        return .object(members)
    }
}

extension CommentAuthor {
    fileprivate var json: JSON {
        .object([.init("id", .string(id.description)), .init("name", .string(name)), .init("kind", .string(kind))])
    }
}

extension CommentEntry {
    /// The comment, or where one stood.
    func json(for principal: Principal?) -> JSON {
        switch self {
        case .shown(let comment): comment.json(for: principal)
        case .gone(let id, let place):
            .object([
                .init("id", .string(id.description)),
                .init("parent", .string(place.parent?.description)),
                .init("root", .string(place.root.description)),
                .init("depth", .number(place.depth)),
                .init("status", .string(CommentStatus.removed.rawValue)),
            ])
        }
    }
}

extension CommentRevision {
    /// What a comment said at one time.
    var json: JSON {
        .object([.init("revision", .number(number)), .init("body", .string(body)), .init("changed_at", .time(changedAt))])
    }
}

extension Report {
    /// The report.
    /// - Parameter name: Whose it is, for moderators.
    func json(by name: String? = nil) -> JSON {
        .object(
            [
                .init("id", .string(id.description)),
                .init("comment", .string(comment.description)),
                .init("reason", .string(reason.rawValue)),
                .init("note", .string(note)),
                .init("created_at", .time(createdAt)),
                .init("answered_at", .time(answeredAt)),
            ]
                + (name.map { name in
                    [
                        .init(
                            "reader",
                            .object([.init("id", .string(account.description)), .init("name", .string(name))]))
                    ]
                } ?? []))
    }
}
