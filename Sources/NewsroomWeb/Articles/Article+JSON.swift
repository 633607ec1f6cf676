import Foundation
import Newsroom

extension Article {
    /// The whole article. What was withdrawn keeps no word of its text.
    /// - Parameter corrections: All of them, oldest first.
    func json(corrections: [Correction]) -> JSON {
        if status == .withdrawn { return withdrawnJSON }
        let words: [JSON.Member] = [
            .init("body", .string(content.body)),
            .init("body_html", .string(Markdown.html(of: content.body).text)),
        ]
        return .object(
            lead + words + place + [.init("corrections", .array(corrections.map(\.json)))])
    }

    /// What a list shows: all but the body and the corrections.
    var summaryJSON: JSON {
        status == .withdrawn ? withdrawnJSON : .object(lead + place)
    }

    private var lead: [JSON.Member] {
        [
            .init("id", .string(id.description)),
            .init("slug", .string(slug.text)),
            .init("headline", .string(content.headline)),
            .init("standfirst", .string(content.standfirst)),
        ]
    }

    private var place: [JSON.Member] {
        [
            .init("section", .string(section.slug.text)),
            .init("section_title", .string(section.title)),
            .init("author", .string(author.slug.text)),
            .init("byline", .string(author.name)),
            .init("tags", .array(content.tags.map { .string($0) })),
            .init("status", .string(status.rawValue)),
            .init("revision", .number(revision)),
            .init("publish_at", .time(publishAt)),
            .init("published_at", .time(publishedAt)),
            .init("updated_at", .time(updatedAt)),
            .init("created_at", .time(createdAt)),
            .init("corrected_at", .time(correctedAt)),
            .init("url", .string(path)),
        ]
    }

    private var withdrawnJSON: JSON {
        .object([
            .init("id", .string(id.description)),
            .init("status", .string(status.rawValue)),
            .init("reason", .string(withdrawalReason)),
            .init("withdrawn_at", .time(withdrawnAt)),
            .init("revision", .number(revision)),
        ])
    }
}

extension Correction {
    /// The correction.
    var json: JSON {
        .object([
            .init("id", .string(id.description)),
            .init("kind", .string(kind.rawValue)),
            .init("note", .string(note)),
            .init("revision", .number(revision)),
            .init("created_at", .time(createdAt)),
        ])
    }
}

extension Revision {
    /// What an article said at one time, and who made it so.
    var json: JSON {
        .object([
            .init("revision", .number(number)),
            .init("headline", .string(content.headline)),
            .init("standfirst", .string(content.standfirst)),
            .init("body", .string(content.body)),
            .init("tags", .array(content.tags.map { .string($0) })),
            .init("slug", .string(slug.text)),
            .init("section", .string(section.text)),
            .init("status", .string(status.rawValue)),
            .init("changed_by", .string(changedBy)),
            .init("changed_at", .time(changedAt)),
        ])
    }
}
