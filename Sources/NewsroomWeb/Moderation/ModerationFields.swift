import Foundation
import Newsroom

/// What moderators send, the same by REST and in the console.
extension RequestFields {
    /// Takes `decision`, `reason` and `note`.
    mutating func ruling() -> Ruling? {
        let decision: Decision? = required("decision") { $0.word($1) }
        let reason: ReasonCode? = required("reason") { $0.word($1) }
        let note = text("note") ?? ""
        guard let decision, let reason else { return nil }
        return checker.faultless { () throws(FieldErrors) in try Ruling(decision, because: reason, note: note) }
    }

    /// Takes `comment`, `revision` and `report_count`.
    mutating func readComment() -> ReadComment? { readComment(required("comment") { $0.identifier($1) }) }

    /// Takes `revision` and `report_count`: what was read of a comment.
    mutating func readComment(_ id: Identifier<Comment>?) -> ReadComment? {
        let revision = required("revision", "is required: the one that was read") { $0.number($1, in: 1...Int(Int32.max)) }
        let reportCount = number("report_count", in: 0...Int(Int32.max))
        guard let id, let revision else { return nil }
        return ReadComment(id, revision: revision, reportCount: reportCount)
    }

    /// Takes `comments`, a list of comments as they were read, each once.
    mutating func readComments() -> [ReadComment] {
        required("comments") { $0.objects($1) { $0.readComment() } } ?? []
    }

    /// Takes `standing` and `until`.
    mutating func standing() -> Standing? {
        let kind: Standing.Kind? = required("standing") { $0.word($1) }
        let until = time("until") ?? nil
        guard let kind else { return nil }
        let standing = Standing(kind, until: until)
        if standing == nil {
            checker.fault("until", kind == .suspended ? "is required for a suspension" : "is for suspensions alone")
        }
        return standing
    }
}
