import Foundation
import Newsroom
import Postgres

extension PostgresRows {
    /// The row of an answer that always has one.
    var only: PostgresRow {
        get throws {
            guard let row = first else {
                throw StoreError.notReady("a statement that always answers with one row has answered with none")
            }
            return row
        }
    }
}

/// Columns as the newsroom's values. What cannot be read was not written by this program: `PostgresError.decodingFailed` names it.
extension PostgresRow {
    func cursor() throws -> Cursor {
        guard let token = try decodeIfPresent("token", as: String.self) else {
            throw StoreError.notReady("the log has not begun: run the migrations")
        }
        return Cursor(token: try read(token, "token"), position: Position(try decode("position")))
    }

    func identifier<Subject>(_ column: String) throws -> Identifier<Subject> {
        Identifier(try decode(column, as: UUID.self))
    }

    func value<Value: LosslessStringConvertible>(_ column: String) throws -> Value {
        try read(decode(column), column)
    }

    func choice<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
        let text = try decode(column, as: String.self)
        guard let value = Value(rawValue: text) else { throw unreadable(text, column, Value.self) }
        return value
    }

    private func read<Value: LosslessStringConvertible>(_ text: String, _ column: String) throws -> Value {
        guard let value = Value(text) else { throw unreadable(text, column, Value.self) }
        return value
    }

    private func unreadable(_ text: String, _ column: String, _ type: Any.Type) -> PostgresError {
        var error = PostgresError(.decodingFailed, "Cannot read \(column) as \(type): “\(text.prefix(40))”")
        error.column = column
        return error
    }
}

extension PostgresRow {
    func article() throws -> Article {
        Article(
            id: try identifier("id"), slug: try value("slug"), content: try content(), section: try section(prefix: "section_"),
            author: try author(prefix: "author_"), status: try choice("status"), revision: try decode("revision"),
            publishAt: try decodeIfPresent("publish_at"), publishedAt: try decodeIfPresent("published_at"),
            correctedAt: try decodeIfPresent("corrected_at"), withdrawnAt: try decodeIfPresent("withdrawn_at"),
            withdrawalReason: try decodeIfPresent("withdrawal_reason"), createdAt: try decode("created_at"),
            updatedAt: try decode("updated_at"))
    }

    func revision() throws -> Revision {
        Revision(
            number: try decode("number"), content: try content(), slug: try value("slug"), section: try value("section_slug"),
            status: try choice("status"), changedBy: try decode("changed_by"), changedAt: try decode("changed_at"))
    }

    func correction() throws -> Correction {
        Correction(
            id: try identifier("id"), kind: try choice("kind"), note: try decode("note"), revision: try decode("revision"),
            createdAt: try decode("created_at"))
    }

    func section(prefix: String = "") throws -> Section {
        Section(
            id: try identifier("\(prefix)id"), slug: try value("\(prefix)slug"), title: try decode("\(prefix)title"),
            summary: try decode("\(prefix)summary"), revision: try decode("\(prefix)revision"),
            updatedAt: try decode("\(prefix)updated_at"))
    }

    func author(prefix: String = "") throws -> Author {
        Author(
            id: try identifier("\(prefix)id"), slug: try value("\(prefix)slug"), name: try decode("\(prefix)name"),
            bio: try decode("\(prefix)bio"))
    }

    func accessToken() throws -> AccessToken {
        AccessToken(
            id: try identifier("id"), name: try decode("name"), role: try choice("role"), author: try optionalSlug("author"),
            createdAt: try decode("created_at"), expiresAt: try decodeIfPresent("expires_at"),
            revokedAt: try decodeIfPresent("revoked_at"))
    }

    func principal() throws -> Principal {
        Principal(
            source: .token(try identifier("id")), role: try choice("role"), name: try decode("name"),
            author: try optionalSlug("author"))
    }

    func sessionPrincipal() throws -> Principal {
        Principal(
            source: .account(try identifier("account_id"), session: try identifier("id")), role: try choice("role"),
            name: try decode("name"), author: try optionalSlug("author"), standing: try standing(),
            standingReason: try decode("standing_reason"),
            isGuest: try decode("kind", as: String.self) == AccountIdentity.guest.kind)
    }

    func account() throws -> Account {
        Account(
            id: try identifier("id"), identity: try accountIdentity(), role: try choice("role"), name: try decode("name"),
            author: try optionalSlug("author"), standing: try standing(), standingReason: try decode("standing_reason"),
            revision: try decode("revision"), createdAt: try decode("created_at"), updatedAt: try decode("updated_at"))
    }

    private func accountIdentity() throws -> AccountIdentity {
        switch try decode("kind", as: String.self) {
        case "local": return .local(handle: try value("handle"))
        case "sso": return .single(issuer: try decode("issuer"), subject: try decode("subject"))
        case "guest": return .guest
        case let kind: throw unreadable(kind, "kind", AccountIdentity.self)
        }
    }

    private func standing() throws -> Standing {
        let kind: Standing.Kind = try choice("standing")
        guard let standing = Standing(kind, until: try decodeIfPresent("standing_until")) else {
            throw unreadable(kind.rawValue, "standing", Standing.self)
        }
        return standing
    }

    func event() throws -> Event {
        let data = try decode("data", as: String.self)
        return Event(
            position: Position(try decode("position")), token: try value("token"), type: try decode("type"),
            subject: try decode("subject"), topics: try decode("topics"), time: try decode("at"),
            revision: try decode("revision"),
            data: data == Self.redactedData ? Event.redactedData : data, isTakedown: try decode("takedown"))
    }

    /// How the server prints the jsonb that `feed.redact()` leaves.
    private static let redactedData = #"{"redacted": true}"#

    private func content() throws -> ArticleContent {
        try ArticleContent(
            headline: decode("headline"), standfirst: decode("standfirst"), body: decode("body"), tags: decode("tags"))
    }

    private func optionalSlug(_ column: String) throws -> Slug? {
        try decodeIfPresent(column, as: String.self).map { try read($0, column) }
    }
}
