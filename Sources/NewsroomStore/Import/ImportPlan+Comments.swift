import Foundation
import Newsroom

extension ImportPlan {
    /// How a section takes comments.
    mutating func policy(_ policy: ImportDocument.Policy?, path: String) -> SectionCommentPolicy? {
        guard let policy else { return nil }
        guard let kind = CommentPolicy(rawValue: policy.policy) else {
            let kinds = CommentPolicy.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            fault("\(path).policy", "must be one of \(kinds), is \"\(policy.policy)\"")
            return nil
        }
        let days = Limits.closeAfterDays
        if let after = policy.closeAfterDays, !days.contains(after) {
            fault("\(path).close_after_days", "must be \(days.lowerBound)...\(days.upperBound)")
            return nil
        }
        return SectionCommentPolicy(
            policy: kind, takesGuests: policy.takesGuests ?? false, closeAfterDays: policy.closeAfterDays, revision: 1)
    }

    /// Comments and their answers; never later than now.
    /// - Parameter isHeld: Whether what they answer waits: then nobody could have answered it.
    mutating func comments(
        _ comments: [ImportDocument.Comment], isDraft: Bool, path: String, after published: Date, before now: Date,
        depth: Int = 0, isHeld: Bool = false
    ) -> [Comment] {
        if !comments.isEmpty, isDraft { fault(path, "a draft takes no comments") }
        if !comments.isEmpty, isHeld || depth > Limits.maxCommentDepth { fault(path, "cannot be answered") }
        var planned: [Comment] = []
        for (index, comment) in comments.enumerated() where depth <= Limits.maxCommentDepth {
            let path = "\(path)[\(index)]"
            var fields = FieldChecker()
            let name = fields.line("name", comment.name, Limits.nameCharacters)
            let body = fields.text("body", comment.body, Limits.commentCharacters)
            if !comment.minutesAfter.isFinite || comment.minutesAfter < 0 { fields.fault("minutes_after", "must be 0 or more") }
            if let status = comment.status, !["approved", "pending"].contains(status) {
                fields.fault("status", "must be \"approved\" or \"pending\", is \"\(status)\"")
            }
            note(fields, path)
            let isPending = comment.status == "pending"
            planned.append(
                Comment(
                    name: name, body: body, createdAt: min(now, published.addingTimeInterval(60 * comment.minutesAfter)),
                    isHeld: isPending,
                    answers: self.comments(
                        comment.answers ?? [], isDraft: false, path: "\(path).answers", after: published, before: now,
                        depth: depth + 1, isHeld: isPending)))
        }
        return planned
    }
}
