import Newsroom

extension ConsoleRequest {
    /// A message that is no request, with its id as far as one could be read.
    struct Fault: Error {
        let id: String?
        let problem: Problem
    }

    /// Reads a message.
    init(message: String) throws(Fault) {
        var fields: RequestFields
        do {
            fields = try RequestFields(try JSONParser.parse(Array(message.utf8)))
        } catch let error as JSONParser.Fault {
            throw Fault(
                id: nil, problem: Problem(.malformedJSON, "\(error.reason): line \(error.line), column \(error.column)"))
        } catch {
            throw Fault(id: nil, problem: Problem(from: error))
        }
        let id = fields.requiredText("id")
        if let id, !Self.idCharacters.contains(id.count) { fields.checker.fault("id", "must have 1...64 characters") }
        let type: ConsoleCommand.Word? = fields.requiredWord("type")
        let command = type.flatMap { ConsoleCommand($0, &fields) }
        do {
            try fields.finish()
        } catch {
            throw Fault(id: id, problem: Problem(from: error))
        }
        guard let id, let command else { preconditionFailure("a message without id or command passed its check") }
        self.init(id: id, command: command)
    }
}

extension ConsoleCommand {
    /// What a message's `type` may be.
    fileprivate enum Word: String, CaseIterable {
        case hello, list, context, look, claim, release, decide, undo, note, standing
    }

    /// Takes the members of a command.
    /// - Returns: `nil` when a fault was remembered.
    fileprivate init?(_ word: Word, _ fields: inout RequestFields) {
        switch word {
        case .hello: self = .hello(after: fields.text("after"))
        case .list: self = .list(QueueQuery(&fields))
        case .look: self = .look(fields.comment(isRequired: false))
        case .context:
            guard let comment = fields.comment() else { return nil }
            self = .context(comment)
        case .claim:
            guard let comment = fields.comment() else { return nil }
            self = .claim(comment)
        case .release:
            guard let comment = fields.comment() else { return nil }
            self = .release(comment)
        case .note:
            let note = fields.requiredText("note")
            guard let comment = fields.comment(), let note else { return nil }
            self = .note(comment, note)
        case .decide:
            let ruling = fields.ruling()
            if fields.contains("comments") {
                let read = fields.readComments()
                guard let ruling else { return nil }
                self = .decideAll(ruling, on: read)
            } else {
                guard let read = fields.read(fields.comment()), let ruling else { return nil }
                self = .decide(ruling, on: read)
            }
        case .undo:
            if fields.contains("batch") {
                guard let batch: Identifier<AuditBatch> = fields.requiredValue("batch", "a batch's id") else { return nil }
                self = .undoBatch(batch)
            } else {
                guard let entry: Identifier<AuditEntry> = fields.requiredValue("decision", "a decision's id") else {
                    return nil
                }
                self = .undo(entry)
            }
        case .standing:
            let reader: Identifier<Account>? = fields.requiredValue("reader", "an account's id")
            guard let wanted = fields.standing(), let reader else { return nil }
            self = .setStanding(wanted.standing, because: wanted.reason, of: reader)
        }
    }
}

extension RequestFields {
    fileprivate mutating func comment(isRequired: Bool = true) -> Identifier<Comment>? {
        if !isRequired, takeNull("comment") { return nil }
        return isRequired || contains("comment") ? requiredValue("comment", "a comment's id") : nil
    }
}
