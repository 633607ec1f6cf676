import Foundation
import Newsroom

/// What moderators send, over REST and from consoles alike.
extension RequestFields {
    /// Takes `decision`, `reason` and `note`.
    mutating func ruling() -> Ruling? {
        let decision: Decision? = requiredWord("decision")
        let reason: ReasonCode? = requiredWord("reason")
        let note = text("note") ?? ""
        guard let decision, let reason else { return nil }
        do {
            return try Ruling(decision, because: reason, note: note)
        } catch {
            checker.faults(error)
            return nil
        }
    }

    /// Takes `revision`, and joins it to the comment.
    mutating func read(_ comment: Identifier<Comment>?) -> ReadComment? {
        let revision = requiredNumber("revision", in: 1...Int(Int32.max))
        guard let comment, let revision else { return nil }
        return ReadComment(comment, revision: revision)
    }

    /// Takes `comments`: pairs of `comment` and `revision`.
    mutating func readComments() -> [ReadComment] {
        objects("comments", count: Limits.batchCount) { fields in
            let comment: Identifier<Comment>? = fields.requiredValue("comment", "a comment's id")
            return fields.read(comment)
        }
    }

    /// Takes `standing`, `until` and `reason`.
    mutating func standing() -> (standing: Standing, reason: String)? {
        let kind: Standing.Kind? = requiredWord("standing")
        let until = time("until") ?? nil
        let given = requiredText("reason")
        let reason = given.map { checker.text("reason", $0, Limits.standingReasonCharacters) } ?? ""
        guard let kind else { return nil }
        guard let standing = Standing(kind, until: until) else {
            checker.fault("until", kind == .suspended ? "is required: when the suspension ends" : "is for suspensions only")
            return nil
        }
        return (standing, reason)
    }
}
