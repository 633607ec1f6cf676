import Foundation
import Newsroom

/// Holds as they are stored: `[{"reason": "link", "detail": "example.org"}]`.
enum HoldText {
    private struct Entry: Codable {
        let reason: String
        let detail: String
    }

    static func text(of holds: [Hold]) throws -> String {
        let entries = holds.map { Entry(reason: $0.reason.rawValue, detail: $0.detail) }
        return String(decoding: try JSONEncoder().encode(entries), as: UTF8.self)
    }

    static func holds(from text: String) throws -> [Hold] {
        try JSONDecoder().decode([Entry].self, from: Data(text.utf8)).map { entry in
            guard let reason = Hold.Reason(rawValue: entry.reason) else {
                throw StoreError.notReady("a comment is held for «\(entry.reason)», of which this program knows nothing")
            }
            return Hold(reason, entry.detail)
        }
    }
}
