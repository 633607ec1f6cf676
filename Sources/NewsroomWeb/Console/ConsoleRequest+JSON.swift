import Newsroom

extension ConsoleRequest {
    /// A message that is no request, with its id as far as one could be read.
    struct Fault: Error {
        let id: String?
        let problem: Problem
    }

    /// Reads a message.
    init(message: String) throws(Fault) {
        let json: JSON
        do {
            json = try JSONParser.parse(Array(message.utf8))
        } catch {
            throw Fault(id: nil, problem: Problem(.malformedJSON, "\(error.reason): line \(error.line), column \(error.column)"))
        }
        var fields: RequestFields
        do {
            fields = try RequestFields(json)
        } catch {
            throw Fault(id: nil, problem: error)
        }
        let id = fields.requiredText("id")
        if let id, !Self.idCharacters.contains(id.count) { fields.checker.fault("id", "must have 1...64 characters") }
        let type = fields.requiredText("type")
        do {
            let command = try type.flatMap { try ConsoleCommand($0, &fields) }
            try fields.finish()
            guard let id, let command else { throw Problem(.malformedRequest, "The message has no type") }
            self.init(id: id, command: command)
        } catch {
            throw Fault(id: id, problem: Problem(from: error))
        }
    }
}

extension ConsoleCommand {
    /// The words that a message's `type` may be.
    private enum Word: String, CaseIterable {
        case hello, list, context, look, claim, release, decide, undo, note, standing
    }

    /// Reads the members of a command.
    /// - Returns: `nil` when a fault was remembered.
    /// - Throws: What the values themselves refuse.
    fileprivate init?(_ type: String, _ fields: inout RequestFields) throws {
        guard let word = Word(rawValue: type) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.malformedRequest, "«\(type.prefix(40))» is no type of message; there are \(words)")
        }
        switch word {
        case .hello: self = .hello(after: fields.text("after"))
        case .list:
            guard let query = try ModerationQuery(&fields) else { return nil }
            self = .list(query)
        case .context: guard let id = fields.comment() else { return nil }; self = .context(id)
        case .look: self = .look(fields.optionalComment())
        case .claim: guard let id = fields.comment() else { return nil }; self = .claim(id)
        case .release: guard let id = fields.comment() else { return nil }; self = .release(id)
        case .decide:
            if fields.contains("comments") {
                guard let bulk = try BulkDecision(&fields) else { return nil }
                self = .decideAll(bulk)
            } else {
                guard let id = fields.comment(), let decision = try NewDecision(&fields) else { return nil }
                self = .decide(decision, on: id)
            }
        case .undo:
            if fields.contains("batch") {
                guard let batch = fields.identifier("batch", AuditBatch.self) else { return nil }
                self = .undoBatch(batch)
            } else {
                guard let entry = fields.identifier("decision", AuditEntry.self) else { return nil }
                self = .undo(entry)
            }
        case .note:
            guard let id = fields.comment(), let note = fields.requiredText("note") else { return nil }
            self = .note(id, note)
        case .standing:
            guard let reader = fields.identifier("reader", Account.self), let standing = try NewStanding(&fields) else { return nil }
            self = .setStanding(standing, of: reader)
        }
    }
}

extension RequestFields {
    fileprivate mutating func comment() -> Identifier<Comment>? { identifier("comment", Comment.self) }

    /// Takes a comment's identifier; `nil` when it is `null` or absent.
    fileprivate mutating func optionalComment() -> Identifier<Comment>? {
        isNull("comment") ? nil : contains("comment") ? comment() : nil
    }
}
