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
        let type: ConsoleRequest.Word? = fields.required("type") { $0.word($1) }
        let content = type.flatMap { Content($0, &fields) }
        do {
            try fields.finish()
        } catch {
            throw Fault(id: id, problem: Problem(from: error))
        }
        guard let id, let content else {
            throw Fault(id: id, problem: Problem(.malformedRequest, "The message is not understood"))
        }
        self.init(id: id, content: content)
    }

    /// What a message's `type` may be.
    fileprivate enum Word: String, CaseIterable {
        case hello, list, context, look, claim, release, decide, undo, note, standing
    }
}

extension ConsoleRequest.Content {
    /// Takes what a message says.
    /// - Returns: `nil` when a fault was remembered.
    fileprivate init?(_ word: ConsoleRequest.Word, _ fields: inout RequestFields) {
        if case .hello = word {
            self = .hello(after: fields.text("after"))
            return
        }
        guard let command = fields.command(word) else { return nil }
        self = .command(command)
    }
}

extension RequestFields {
    /// Takes the members of a command.
    /// - Returns: `nil` when a fault was remembered.
    fileprivate mutating func command(_ word: ConsoleRequest.Word) -> ConsoleCommand? {
        switch word {
        case .hello: nil
        case .list: .list(ModerationQuery(&self))
        case .look: .look(identifier("comment"))
        case .context: comment().map(ConsoleCommand.context)
        case .claim: comment().map(ConsoleCommand.claim)
        case .release: comment().map(ConsoleCommand.release)
        case .note: note()
        case .decide: contains("comments") ? decideAll() : decide()
        case .undo: contains("batch") ? undoBatch() : undo()
        case .standing: setStanding()
        }
    }

    private mutating func note() -> ConsoleCommand? {
        let note = requiredText("note")
        guard let comment = comment(), let note else { return nil }
        return .note(comment, note)
    }

    private mutating func decide() -> ConsoleCommand? {
        let ruling = ruling()
        guard let read = readComment(), let ruling else { return nil }
        return .decide(ruling, on: read)
    }

    private mutating func decideAll() -> ConsoleCommand? {
        let ruling = ruling()
        let read = readComments()
        return ruling.map { .decideAll($0, on: read) }
    }

    private mutating func undo() -> ConsoleCommand? {
        let entry: Identifier<AuditEntry>? = required("decision") { $0.identifier($1) }
        return entry.map(ConsoleCommand.undo)
    }

    private mutating func undoBatch() -> ConsoleCommand? {
        let batch: Identifier<AuditBatch>? = required("batch") { $0.identifier($1) }
        return batch.map(ConsoleCommand.undoBatch)
    }

    private mutating func setStanding() -> ConsoleCommand? {
        let reader: Identifier<Account>? = required("reader") { $0.identifier($1) }
        let reason = text("reason") ?? ""
        guard let standing = standing(), let reader else { return nil }
        return .setStanding(standing, because: reason, of: reader)
    }

    private mutating func comment() -> Identifier<Comment>? { required("comment") { $0.identifier($1) } }
}

extension ModerationQuery {
    /// Takes the members of a console's `list`.
    fileprivate init(_ fields: inout RequestFields) {
        let queue: QueueName? = fields.word("queue")
        let order: CommentOrder? = fields.word("order")
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
