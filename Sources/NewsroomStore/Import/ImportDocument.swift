import Foundation

/// A newsroom as a JSON file: `sql/seed/newsroom.json`.
struct ImportDocument: Decodable {
    struct Section: Decodable {
        let slug: String
        let title: String
        let description: String?
        /// How it takes comments; read before they show, unless it says so.
        let comments: Policy?
    }

    struct Policy: Decodable {
        let policy: String
        let takesGuests: Bool?
        let closeAfterDays: Int?

        enum CodingKeys: String, CodingKey {
            case policy
            case takesGuests = "takes_guests"
            case closeAfterDays = "close_after_days"
        }
    }

    struct Author: Decodable {
        let slug: String
        let name: String
        let bio: String?
    }

    struct Article: Decodable {
        let headline: String
        let standfirst: String?
        let body: String
        /// The section's slug.
        let section: String
        /// The author's slug.
        let author: String
        let tags: [String]?
        /// Published ones need it; a draft may say when it was made.
        let publishedMinutesAgo: Double?
        let corrections: [Correction]?
        /// `published` unless it says `draft`.
        let status: String?
        /// By guests; of public articles.
        let comments: [Comment]?

        enum CodingKeys: String, CodingKey {
            case headline, standfirst, body, section, author, tags, corrections, status, comments
            case publishedMinutesAgo = "published_minutes_ago"
        }
    }

    struct Comment: Decodable {
        let name: String
        let body: String
        /// After the article was published.
        let minutesAfter: Double
        /// `approved` unless it says `pending`.
        let status: String?
        let answers: [Comment]?

        enum CodingKeys: String, CodingKey {
            case name, body, status, answers
            case minutesAfter = "minutes_after"
        }
    }

    struct Correction: Decodable {
        let kind: String
        let note: String
    }

    let sections: [Section]
    let authors: [Author]
    let articles: [Article]

    /// - Throws: `ImportError`, which names the field.
    init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(ImportDocument.self, from: json)
        } catch let DecodingError.keyNotFound(key, context) {
            throw ImportError(Self.path(context.codingPath + [key]), "is missing")
        } catch let DecodingError.typeMismatch(type, context) {
            throw ImportError(Self.path(context.codingPath), "must be \(Self.jsonName(of: type))")
        } catch let DecodingError.valueNotFound(type, context) {
            throw ImportError(Self.path(context.codingPath), "must be \(Self.jsonName(of: type)), is null")
        } catch let DecodingError.dataCorrupted(context) {
            let reason = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] as? String
            throw ImportError(Self.path(context.codingPath), reason.map { "is no JSON: \($0)" } ?? "is no JSON")
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        let path = keys.reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return path.isEmpty ? "document" : path
    }

    private static func jsonName(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Double.Type: "a number"
        case is [String: Any].Type: "an object"
        case is [Any].Type: "an array"
        default: "of another type"
        }
    }
}

/// What is wrong with a document that was to be imported. Nothing of it has been written then.
public struct ImportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One fault.
    public struct Fault: Sendable, Hashable {
        /// The path of the field, for example `articles[3].section`.
        public let field: String
        /// What is wrong with it.
        public let detail: String
    }

    /// At least one, in the document's order.
    public let faults: [Fault]

    init(faults: [Fault]) {
        self.faults = faults
    }

    init(_ field: String, _ detail: String) {
        faults = [Fault(field: field, detail: detail)]
    }

    /// One line a fault.
    public var description: String {
        faults.map { "\($0.field): \($0.detail)" }.joined(separator: "\n")
    }
}
