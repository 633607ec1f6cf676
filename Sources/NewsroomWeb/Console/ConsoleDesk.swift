import Foundation
import Newsroom
import NewsroomStore

/// What one console has, and may do: its lease, and its commands through the same transactions as REST.
struct ConsoleDesk: Sendable {
    let services: WebServices
    let principal: Principal
    let counts: QueueCountReader
    /// Finds out anew who it is: `nil` when a session or token has ended.
    let recheck: @Sendable () async throws -> Principal?
    let id: Identifier<Console>

    init(
        services: WebServices, principal: Principal, counts: QueueCountReader,
        recheck: @escaping @Sendable () async throws -> Principal?
    ) {
        self.services = services
        self.principal = principal
        self.counts = counts
        self.recheck = recheck
        self.id = Identifier(at: services.now())
    }

    /// Where the end of its session, or of its token, is told.
    var ownTopic: String { Topic.reader(Identifier(principal.ownerID)).description }

    // MARK: The lease

    /// Lets others see that the moderator is there.
    func open() async throws {
        try await services.store.openConsole(id, by: principal.actor)
        services.onCommit()
    }

    /// Gives everything back, also when whoever asks has been cancelled. What fails ends with its lease.
    func close() async {
        await Task {
            try? await services.store.closeConsole(id)
            services.onCommit()
        }.value
    }

    /// - Returns: `false` when the lease was over before.
    func renew() async throws -> Bool { try await services.store.renewConsole(id) }

    /// Whether the moderator is still one.
    func isStillPermitted() async throws -> Bool { try await recheck()?.role.moderates ?? false }

    // MARK: What it is told

    /// What it begins with, and the cursor of the same snapshot.
    func room() async throws -> Snapshot<ModerationRoom> { try await services.store.room() }

    // MARK: Commands

    /// Carries a command out.
    /// - Returns: The members of its result.
    /// - Throws: What `Problem(from:)` knows.
    func perform(_ command: ConsoleCommand) async throws -> [JSON.Member] {
        let store = services.store
        let now = services.now()
        switch command {
        case .list(let query):
            let found = try await store.queue(query.filter, after: query.page, limit: query.limit)
            return [
                .init("items", .array(found.value.page.items.map(\.json))),
                .init("next", .string(found.value.page.next?.description)), .init("cursor", .string(found.cursor.description)),
            ]
        case .context(let comment):
            guard let around = try await store.context(of: comment).value else { throw CommentError.noComment }
            return around.json(at: now).members
        case .look(let comment):
            try await store.look(at: comment, from: id)
            services.onCommit()
            return []
        case .claim(let comment): return try await claim(comment)
        case .release(let comment):
            _ = try await store.release(comment, from: id)
            services.onCommit()
            return []
        case .decide(let ruling, let read):
            let results = try await services.commit { try await $0.decide(ruling, on: [read], by: principal.actor, at: now) }
            guard let result = results.first else { throw Problem(.missing) }
            return try result.members()
        case .decideAll(let ruling, let read):
            let batch = Identifier<AuditBatch>(at: now)
            let results = try await services.commit {
                try await $0.decide(ruling, on: read, by: principal.actor, batch: batch, at: now)
            }
            return results.json(batch: batch).members
        case .undo(let entry):
            return try await services.commit { try await $0.undo(entry, by: principal.actor, at: now) }.members()
        case .undoBatch(let batch):
            let new = Identifier<AuditBatch>(at: now)
            let results = try await services.commit { try await $0.undo(batch: batch, as: new, by: principal.actor, at: now) }
            if results.isEmpty { throw Problem(.missing) }
            return results.json(batch: new).members
        case .note(let comment, let text):
            let entry = try await services.commit { try await $0.addNote(text, to: comment, by: principal.actor, at: now) }
            return [.init("audit", entry.json)]
        case .setStanding(let standing, let reason, let reader):
            _ = try await services.commit {
                try await $0.set(standing, of: reader, because: reason, by: principal.actor, at: now)
            }
            guard let found = try await store.reader(reader).value else { throw CommentError.noReader }
            return [.init("reader", found.json(at: now))]
        }
    }

    private func claim(_ comment: Identifier<Comment>) async throws -> [JSON.Member] {
        let result = try await services.store.claim(comment, from: id)
        services.onCommit()
        switch result {
        case .claimed(let claim): return [.init("claim", claim.json)]
        case .taken(let claim): throw Problem(DecisionResult.Loss.claimed(claim))
        case .noComment: throw CommentError.noComment
        case .noConsole: throw Problem(.notAllowed, "The console's lease is over; connect again")
        case .tooMany: throw Problem(.notAllowed, "A console claims \(Limits.maxClaimCount) comments at once; release some")
        }
    }
}

extension DecisionResult {
    /// The result of one decision.
    /// - Throws: Why it was not made, and who was quicker.
    fileprivate func members() throws(Problem) -> [JSON.Member] {
        switch outcome {
        case .decided(let entry, let item): [.init("audit", entry.json), .init("comment", item.json)]
        case .lost(let loss): throw Problem(loss)
        }
    }
}

extension JSON {
    /// An object's members; none of anything else.
    fileprivate var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }
}
