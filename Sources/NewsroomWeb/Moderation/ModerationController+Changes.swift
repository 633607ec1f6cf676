import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore

extension ModerationController {
    /// `POST /v1/moderation/comments/{id}/decisions`: of two moderators who read the same revision one wins.
    @Sendable
    func decide(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requireModerator()
        let id = try context.commentID()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let ruling = fields.ruling()
        let read = fields.read(id)
        try fields.finish()
        guard let ruling, let read else { preconditionFailure("a decision without its fields passed its check") }
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            let results = try await transaction.decide(ruling, on: [read], by: principal.actor, at: now)
            return try RememberedAnswer(results.first)
        }
    }

    /// `POST /v1/moderation/decisions`: one decision about many, each by itself.
    @Sendable
    func decideAll(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requireModerator()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let ruling = fields.ruling()
        let read = fields.readComments()
        try fields.finish()
        guard let ruling else { preconditionFailure("a decision without its fields passed its check") }
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            let batch = Identifier<AuditBatch>(at: now)
            let results = try await transaction.decide(ruling, on: read, by: principal.actor, batch: batch, at: now)
            return RememberedAnswer(results, of: batch)
        }
    }

    /// `POST /v1/moderation/decisions/{id}/undo`.
    @Sendable
    func undo(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requireModerator()
        guard let id = context.parameters.get("id").flatMap(Identifier<AuditEntry>.init) else { throw Problem.noDecision }
        let bytes = try await request.emptyJSON()
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            try RememberedAnswer(try await transaction.undo(id, by: principal.actor, at: now))
        }
    }

    /// `POST /v1/moderation/batches/{id}/undo`.
    @Sendable
    func undoBatch(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requireModerator()
        guard let id = context.parameters.get("id").flatMap(Identifier<AuditBatch>.init) else { throw Problem.noDecision }
        let bytes = try await request.emptyJSON()
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            let new = Identifier<AuditBatch>(at: now)
            let results = try await transaction.undo(batch: id, as: new, by: principal.actor, at: now)
            if results.isEmpty { throw Problem.noDecision }
            return RememberedAnswer(results, of: new)
        }
    }

    /// `POST /v1/moderation/comments/{id}/notes`: what other moderators should know.
    @Sendable
    func note(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requireModerator()
        let id = try context.commentID()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let note = fields.requiredText("note") ?? ""
        try fields.finish()
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            let entry = try await transaction.addNote(note, to: id, by: principal.actor, at: now)
            return RememberedAnswer(.created, .object([.init("audit", entry.json)]), revision: 1)
        }
    }

    /// `PUT /v1/moderation/readers/{id}/standing`.
    @Sendable
    func setStanding(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requireModerator()
        let id = try context.accountID()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let wanted = fields.standing()
        try fields.finish()
        guard let wanted else { preconditionFailure("a standing without its fields passed its check") }
        let condition = try request.condition(.ifMatch)
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            let account = try await transaction.set(
                wanted.standing, of: id, because: wanted.reason, by: principal.actor, at: now
            ) { account in
                // Two moderators who think the same of a reader need not know of each other; who asks for more, gets it.
                if let condition, !condition.permits(revision: account.revision) {
                    throw AccountError.stale(current: account.revision)
                }
            }
            return RememberedAnswer(.ok, account.json, revision: account.revision)
        }
    }
}

extension Principal {
    /// Whose hand it is, for the audit.
    var actor: AuditActor { AuditActor(id: ownerID, name: name) }
}

extension RememberedAnswer {
    /// The answer to one decision.
    fileprivate init(_ result: DecisionResult?) throws(Problem) {
        guard let result else { throw Problem.noDecision }
        self.init(.created, .object(try result.members()), revision: 1)
    }

    /// The answer to many at one stroke.
    fileprivate init(_ results: [DecisionResult], of batch: Identifier<AuditBatch>) {
        self.init(.ok, .object(results.members(of: batch)), revision: 1)
    }
}

extension Request {
    /// Reads a body that has nothing to say.
    fileprivate func emptyJSON() async throws -> [UInt8] {
        let (json, bytes) = try await optionalJSON()
        var fields = try RequestFields(json)
        try fields.finish()
        return bytes
    }
}

extension Problem {
    /// No decision there, or none that could be taken back.
    static let noDecision = Problem(.notFound, "There is no such decision")
}
