/// What a moderator decides about a comment.
public enum Decision: String, Sendable, Hashable, CaseIterable {
    case approve, reject

    /// The status that a comment gets by it.
    public var status: CommentStatus {
        switch self {
        case .approve: .approved
        case .reject: .rejected
        }
    }

    /// Why it may be decided so.
    public var reasons: [ReasonCode] {
        switch self {
        case .approve: [.fine, .inContext]
        case .reject: [.abuse, .spam, .offTopic, .untrue, .personalData, .illegal, .other]
        }
    }
}

/// Why a moderator decides as they do. The author is told.
public enum ReasonCode: String, Sendable, Hashable, CaseIterable {
    case fine
    case inContext = "in_context"
    case abuse, spam
    case offTopic = "off_topic"
    case untrue
    case personalData = "personal_data"
    case illegal, other
}

/// A decision with its reason, as a moderator gives it for one comment or for many.
public struct Ruling: Sendable, Hashable {
    /// What is decided.
    public let decision: Decision
    /// Why.
    public let reason: ReasonCode
    /// To the author; 0...1000 characters.
    public let note: String

    /// Takes a decision.
    /// - Throws: `FieldErrors` for a reason that is none of the decision's, and for the note.
    public init(_ decision: Decision, because reason: ReasonCode, note: String = "") throws(FieldErrors) {
        var fields = FieldChecker()
        if !decision.reasons.contains(reason) {
            let reasons = decision.reasons.map(\.rawValue).joined(separator: ", ")
            fields.fault("reason", "must be one of \(reasons) to \(decision.rawValue)")
        }
        self.decision = decision
        self.reason = reason
        self.note = fields.text("note", note, Limits.moderationNoteCharacters)
        try fields.finish()
    }
}
