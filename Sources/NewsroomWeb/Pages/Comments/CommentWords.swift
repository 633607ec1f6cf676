import Foundation
import Newsroom

/// What pages say about comments. Codes are in the API; words are here, and the script takes them from the page.
enum CommentWords {
    /// What a reader has just done.
    enum Done: String, Sendable, Hashable {
        case posted, waits, edited, deleted, reported

        var text: String {
            switch self {
            case .posted: "Your comment is published."
            case .waits: "Thank you. Your comment waits for a moderator; until then only you see it."
            case .edited: "Your comment is changed."
            case .deleted: "Your comment is deleted."
            case .reported: "Thank you. A moderator will look at it."
            }
        }
    }

    /// A mark above an own comment that not everybody sees.
    struct Mark: Sendable, Hashable {
        /// `pending`, or `rejected-` and a reason.
        let code: String
        /// A class of the style sheet.
        let kind: String
        let words: String
    }

    static let waiting = Mark(code: "pending", kind: "waits", words: "Waits for a moderator. Only you see it.")

    static func refused(_ reason: ReasonCode) -> Mark {
        Mark(code: "rejected-\(reason.rawValue)", kind: "refused", words: words(for: reason))
    }

    /// Every mark there is.
    static let marks = [waiting] + Decision.reject.reasons.map(refused)

    private static func words(for reason: ReasonCode) -> String {
        switch reason {
        case .abuse: "Not published: it insults somebody."
        case .spam: "Not published: it advertises."
        case .offTopic: "Not published: it is off topic."
        case .untrue: "Not published: it is not true."
        case .personalData: "Not published: it tells what is private."
        case .illegal: "Not published: the law forbids it."
        case .other, .fine, .inContext: "Not published."
        }
    }

    static func banned(because reason: String) -> String { "Your account may not comment.".quoting(reason) }

    static func words(for reason: Report.Reason) -> String {
        switch reason {
        case .abuse: "It insults or threatens somebody"
        case .spam: "It advertises"
        case .offTopic: "It is not about the story"
        case .untrue: "It is not true"
        case .other: "Something else"
        }
    }

    static func count(_ count: Int) -> String {
        switch count {
        case 0: "No comments yet"
        case 1: "1 comment"
        default: "\(count) comments"
        }
    }
}

extension String {
    /// The words, and what a moderator has said about it, which may be nothing.
    func quoting(_ note: String) -> String { note.isEmpty ? self : "\(self) «\(note)»" }
}
