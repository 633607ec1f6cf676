import Foundation
import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore

extension ModerationController {
    /// `POST /v1/moderation/comments/{id}/decisions {"decision","reason","note","revision","report_count"}`.
    @Sendable
    func decide(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try moderator(context)
        let id = try context.commentID()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let (ruling, read) = try fields.finish(giving: fields.ruling(), fields.readComment(id))
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            let results = try await transaction.decide(ruling, on: [read], by: principal.actor, at: now)
            return try RememberedAnswer(of: results.first)
        }
    }

    /// `POST /v1/moderation/decisions {"comments","decision","reason","note"}`: each comment by itself.
    @Sendable
    func decideMany(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try moderator(context)
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let read = fields.readComments()
        let ruling = try fields.finish(giving: fields.ruling())
        let now = services.now()
        let batch = Identifier<AuditBatch>(at: now)
        return try await services.change(request, bytes, by: principal) { transaction in
            let results = try await transaction.decide(ruling, on: read, by: principal.actor, batch: batch, at: now)
            return RememberedAnswer(.ok, results.json(batch: batch))
        }
    }

    /// `POST /v1/moderation/decisions/{id}/undo`.
    @Sendable
    func undo(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try moderator(context)
        let bytes = try await nothing(request)
        guard let id = context.parameters.get("id").flatMap(Identifier<AuditEntry>.init) else { throw Problem(.missing) }
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            try RememberedAnswer(of: try await transaction.undo(id, by: principal.actor, at: now))
        }
    }

    /// `POST /v1/moderation/batches/{id}/undo`: each comment by itself.
    @Sendable
    func undoMany(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try moderator(context)
        let bytes = try await nothing(request)
        guard let id = context.parameters.get("id").flatMap(Identifier<AuditBatch>.init) else { throw Problem(.missing) }
        let now = services.now()
        let batch = Identifier<AuditBatch>(at: now)
        return try await services.change(request, bytes, by: principal) { transaction in
            let results = try await transaction.undo(batch: id, as: batch, by: principal.actor, at: now)
            if results.isEmpty { throw Problem(.missing) }
            return RememberedAnswer(.ok, results.json(batch: batch))
        }
    }

    /// `POST /v1/moderation/comments/{id}/notes {"note"}`: for other moderators.
    @Sendable
    func note(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try moderator(context)
        let id = try context.commentID()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let note = try fields.finish(giving: fields.requiredText("note"))
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            RememberedAnswer(.created, try await transaction.addNote(note, to: id, by: principal.actor, at: now).json)
        }
    }

    /// `PUT /v1/moderation/readers/{id}/standing {"standing","until","reason"}`.
    @Sendable
    func setStanding(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try moderator(context)
        let id = try context.readerID()
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let reason = fields.text("reason") ?? ""
        let standing = try fields.finish(giving: fields.standing())
        let condition = try request.condition(.ifMatch)
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            let account = try await transaction.set(standing, of: id, because: reason, by: principal.actor, at: now) { old in
                try EntityTagCondition.demand(condition, revision: old.revision, of: "reader")
            }
            return RememberedAnswer(.ok, account.json(at: now), revision: account.revision)
        }
    }

    /// `PUT /v1/moderation/words {"banned","suspect"}`: both lists, whole.
    @Sendable
    func setWords(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try moderator(context)
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let banned = fields.wordsToHold("banned")
        let suspect = fields.wordsToHold("suspect")
        fields.refuse(["revision"], because: "is set by the server")
        try fields.finish()
        let condition = try request.condition(.ifMatch)
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            let old = try await transaction.words()
            try EntityTagCondition.demand(condition, revision: old.revision, of: "list")
            let new = try await transaction.setWords(
                banned: banned, suspect: suspect, revision: old.revision, by: principal.actor, at: now)
            return RememberedAnswer(.ok, new.json, revision: new.revision)
        }
    }

    private func nothing(_ request: Request) async throws -> [UInt8] {
        let (json, bytes) = try await request.optionalJSON()
        var fields = try RequestFields(json)
        try fields.finish()
        return bytes
    }
}

extension RequestFields {
    /// Takes a list of words, each checked.
    fileprivate mutating func wordsToHold(_ field: String) -> [String] {
        let words = required(field, "is required: an empty list for none") { $0.texts($1) } ?? []
        if words.count > Limits.maxWordCount { checker.fault(field, "must have at most \(Limits.maxWordCount) words") }
        return words.prefix(Limits.maxWordCount).enumerated().map { index, word in
            checker.wordToHold("\(field)[\(index)]", word)
        }
    }
}

extension RememberedAnswer {
    /// What came of one decision.
    /// - Throws: 409 or 404 when it was lost, so that nothing is remembered.
    fileprivate init(of result: DecisionResult?) throws(Problem) {
        switch result?.outcome {
        case .decided(let entry, _): self.init(.created, entry.json)
        case .lost(let loss): throw Problem(loss)
        case nil: throw Problem(.missing)
        }
    }
}

extension [DecisionResult] {
    /// What came of decisions at one stroke.
    func json(batch: Identifier<AuditBatch>) -> JSON {
        .object([.init("batch", .string(batch.description)), .init("results", .array(map(\.json)))])
    }
}
