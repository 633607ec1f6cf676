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
        let type: ConsoleCommand.Word? = fields.required("type") { $0.word("type") }
        let command = type.flatMap { ConsoleCommand($0, &fields) }
        do {
            try fields.finish()
        } catch {
            throw Fault(id: id, problem: Problem(from: error))
        }
        guard let id, let command else {
            throw Fault(id: id, problem: Problem(.malformedRequest, "The message is not understood"))
        }
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
        case .list: self = .list(ModerationQuery(&fields))
        case .look: self = .look(fields.identifier("comment"))
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
                guard let read = fields.readComment(), let ruling else { return nil }
                self = .decide(ruling, on: read)
            }
        case .undo:
            if fields.contains("batch") {
                guard let batch: Identifier<AuditBatch> = fields.required("batch", { $0.identifier("batch") }) else {
                    return nil
                }
                self = .undoBatch(batch)
            } else {
                guard let entry: Identifier<AuditEntry> = fields.required("decision", { $0.identifier("decision") }) else {
                    return nil
                }
                self = .undo(entry)
            }
        case .standing:
            let reader: Identifier<Account>? = fields.required("reader") { $0.identifier("reader") }
            let reason = fields.text("reason") ?? ""
            guard let standing = fields.standing(), let reader else { return nil }
            self = .setStanding(standing, because: reason, of: reader)
        }
    }
}

extension RequestFields {
    fileprivate mutating func comment() -> Identifier<Comment>? { required("comment") { $0.identifier("comment") } }

    /// Takes a member that must be there.
    fileprivate mutating func required<Value>(_ field: String, _ take: (inout RequestFields) -> Value?) -> Value? {
        let isMissing = lacks(field)
        let value = take(&self)
        if isMissing { checker.fault(field, "is required") }
        return value
    }
}

extension ModerationQuery {
    /// Takes the members of a console's `list`.
    fileprivate init(_ fields: inout RequestFields) {
        let queue: QueueName? = fields.word("queue")
        let order: QueueFilter.Order? = fields.word("order")
        let code = fields.text("reason")
        if let code, !ModerationQuery.isCode(code) {
            fields.checker.fault("reason", "must be a code of lower-case letters and «_»")
        }
        let next = fields.text("page")
        page = next.flatMap(PageToken.init)
        if next != nil, page == nil { fields.checker.fault("page", "must be what «next» was") }
        filter = QueueFilter(
            queue ?? .pending, order: order ?? .oldest, article: fields.identifier("article"), section: fields.slug("section"),
            reader: fields.identifier("reader"), reason: code)
        limit = fields.number("limit", in: Limits.pageItems) ?? Limits.defaultPageItems
    }
}
