import Newsroom

extension DecisionResult {
    /// The answer to one decision, or to one that was undone.
    /// - Throws: Why nothing was done, and who or what was first.
    func members() throws(Problem) -> [JSON.Member] {
        switch outcome {
        case .decided(let entry, let item): [.init("audit", entry.json), .init("comment", item.json)]
        case .lost(let loss): throw loss.problem
        }
    }

    /// The entry among the results of many.
    var json: JSON {
        let comment = JSON.Member("comment", .string(comment?.description))
        switch outcome {
        case .decided(let entry, let item):
            return .object([
                comment, .init("outcome", .string("decided")), .init("audit", entry.json), .init("item", item.json),
            ])
        case .lost(let loss):
            return .object([comment, .init("outcome", .string("lost")), .init("problem", .object(loss.problem.ownMembers))])
        }
    }
}

extension [DecisionResult] {
    /// The answer to what was decided at one stroke.
    func members(of batch: Identifier<AuditBatch>) -> [JSON.Member] {
        [.init("batch", .string(batch.description)), .init("results", .array(map(\.json)))]
    }
}

extension DecisionResult.Loss {
    /// Tells who did not win what stands instead.
    var problem: Problem {
        switch self {
        case .decided(let entry, let item):
            Problem(
                .decided, "\(entry.actor.name) was first: \(entry.action.rawValue), \(entry.change?.to.rawValue ?? "")",
                members: [("decision", entry.json), ("comment", item.json)])
        case .changed(let item):
            Problem(.changed, "Its author has changed the words since; read it again", members: [("comment", item.json)])
        case .claimed(let claim):
            Problem(.claimed, "\(claim.moderator.name) works on it", members: [("claim", claim.json)])
        case .notAllowed(let error, let item):
            Problem(.notAllowed, Problem(from: error).detail, members: [("comment", item.json)])
        case .missing: Problem(.notFound, "There is no such comment, or no such decision")
        }
    }
}
