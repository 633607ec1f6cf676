import Foundation
import Newsroom

/// What moderators send, the same by REST and in the console.
extension RequestFields {
    /// Takes `decision`, `reason` and `note`.
    mutating func ruling() -> Ruling? {
        for field in ["decision", "reason"] where lacks(field) { checker.fault(field, "is required") }
        let decision: Decision? = word("decision")
        let reason: ReasonCode? = word("reason")
        let note = text("note") ?? ""
        guard let decision, let reason else { return nil }
        do {
            return try Ruling(decision, because: reason, note: note)
        } catch {
            checker.faults(error)
            return nil
        }
    }

    /// Takes `comment` and `revision`.
    mutating func readComment() -> ReadComment? {
        if lacks("comment") { checker.fault("comment", "is required") }
        let id: Identifier<Comment>? = identifier("comment")
        let revision = readRevision()
        guard let id, let revision else { return nil }
        return ReadComment(id, revision: revision)
    }

    /// Takes the revision that was read.
    mutating func readRevision() -> Int? {
        if lacks("revision") { checker.fault("revision", "is required: the one that was read") }
        return number("revision", in: 1...Int(Int32.max))
    }

    /// Takes `comments`, a list of comments with the revisions that were read, each once.
    mutating func readComments() -> [ReadComment] {
        if lacks("comments") { checker.fault("comments", "is required") }
        return objects("comments") { $0.readComment() } ?? []
    }

    /// Takes `standing` and `until`.
    mutating func standing() -> Standing? {
        if lacks("standing") { checker.fault("standing", "is required") }
        let kind: Standing.Kind? = word("standing")
        let until = time("until") ?? nil
        guard let kind else { return nil }
        let standing = Standing(kind, until: until)
        if standing == nil {
            checker.fault("until", kind == .suspended ? "is required for a suspension" : "is for suspensions alone")
        }
        return standing
    }
}
