import Foundation
import Newsroom
import Postgres

extension NewsroomTransaction {
    /// One comment whose status is to change by a moderator's hand.
    struct Step {
        let comment: Identifier<Comment>
        /// The revision that the moderator saw.
        let revision: Int
        /// The decision whose answered reports are open again.
        var reopens: Identifier<AuditEntry>?
        /// Decides in the value, and says what goes into the audit.
        let change: (inout Comment) throws -> AuditEntry
    }

    /// Locks the comments, judges claims and revisions, saves what wins with its entry of the audit, and says of the others why not.
    func run(_ steps: [Step], by actor: AuditActor, at now: Date) async throws -> [DecisionResult] {
        let ids = steps.map(\.comment)
        let comments = try await comments(ids)
        // After the lock: whoever held it may have claimed before.
        let claims = try await claims(on: ids)
        var outcomes: [(Identifier<Comment>, Attempt)] = []
        for step in steps {
            outcomes.append((step.comment, try await attempt(step, comments[step.comment], claims[step.comment], by: actor)))
        }
        let won = outcomes.filter { if case .won = $0.1 { true } else { false } }.map(\.0)
        if !won.isEmpty { _ = try await rows(.claimFinish, [won.map(\.uuid), actor.id]) }
        let items = try await items(ids)
        return outcomes.map { id, attempt in
            guard let item = items[id] else { return DecisionResult(comment: id, .lost(.missing)) }
            return DecisionResult(comment: id, attempt.outcome(item))
        }
    }

    private enum Attempt {
        case won(AuditEntry)
        case decided(AuditEntry)
        case changed
        case claimed(Claim)
        case notAllowed(CommentError)

        func outcome(_ item: ModerationItem) -> DecisionResult.Outcome {
            switch self {
            case .won(let entry): .decided(entry, item)
            case .decided(let entry): .lost(.decided(entry, item))
            case .changed: .lost(.changed(item))
            case .claimed(let claim): .lost(.claimed(claim))
            case .notAllowed(let error): .lost(.notAllowed(error, item))
            }
        }
    }

    private func attempt(
        _ step: Step, _ loaded: Comment?, _ claim: Claim?, by actor: AuditActor
    ) async throws -> Attempt {
        guard let old = loaded else { return .changed }
        // Who lost a race hears of that rather than of a claim.
        if old.revision == step.revision, let claim, claim.moderator.id != actor.id { return .claimed(claim) }
        do {
            var comment = old
            let entry = try step.change(&comment)
            try await settle(step, &comment, entry)
            try await insert(entry)
            try await save(comment, replacing: old)
            return .won(entry)
        } catch CommentError.stale {
            let last = try await rows(.auditLastChange, [step.comment.uuid, step.revision]).first?.auditEntry()
            return last.map(Attempt.decided) ?? .changed
        } catch let error as CommentError {
            return .notAllowed(error)
        }
    }

    /// A decision answers the open reports; taking it back opens them again.
    private func settle(_ step: Step, _ comment: inout Comment, _ entry: AuditEntry) async throws {
        guard let decision = step.reopens else {
            _ = try await rows(.reportAnswer, [step.comment.uuid, entry.at])
            return
        }
        let reopened = try await rows(.reportReopen, [step.comment.uuid, decision.uuid]).affectedCount
        comment.reopenReports(reopened)
    }

    private func items(_ ids: [Identifier<Comment>]) async throws -> [Identifier<Comment>: ModerationItem] {
        let items = try await rows(.commentItems, [ids.map(\.uuid)]).map { try $0.moderationItem() }
        return Dictionary(items.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func claims(on ids: [Identifier<Comment>]) async throws -> [Identifier<Comment>: Claim] {
        let claims = try await rows(.claimOfComments, [ids.map(\.uuid)]).map { try $0.claim() }
        return Dictionary(claims.map { ($0.comment, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
