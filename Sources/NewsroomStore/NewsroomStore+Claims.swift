public import Newsroom
import Postgres

/// Consoles and claims: leases in the database's time, so that they end with the console or by themselves, whatever happens to a node.
extension NewsroomStore {
    /// Rows that one sweep takes at most.
    private static let maxSwept = 1000

    /// Opens a console: others see that the moderator is there, for as long as the lease is renewed.
    ///
    /// Source: `sql/console/open.sql`.
    public func openConsole(_ id: Identifier<Console>, by moderator: AuditActor) async throws {
        _ = try await rows(.consoleOpen, [id.uuid, moderator.id, moderator.name, lease])
    }

    /// Tells others which comment a console shows; `nil` for none.
    ///
    /// Source: `sql/console/look.sql`.
    public func look(at comment: Identifier<Comment>?, from console: Identifier<Console>) async throws {
        _ = try await rows(.consoleLook, [console.uuid, comment?.uuid])
    }

    /// Renews the leases of a console and of what it has claimed. Call it for as long as the console answers.
    /// - Returns: Whether it was still open; when not, its claims are gone, and it has to be opened anew.
    ///
    /// Source: `sql/console/renew.sql`, `sql/claim/renew.sql`.
    public func renewConsole(_ id: Identifier<Console>) async throws -> Bool {
        try await write { transaction in
            guard try await transaction.rows(.consoleRenew, [id.uuid, lease]).affectedCount == 1 else { return false }
            _ = try await transaction.rows(.claimRenew, [id.uuid, lease])
            return true
        }
    }

    /// Closes a console, and gives back what it has claimed.
    ///
    /// Source: `sql/console/close.sql`.
    public func closeConsole(_ id: Identifier<Console>) async throws {
        // Claims end in any order here and elsewhere: who loses starts again.
        try await write { _ = try await $0.rows(.consoleClose, [id.uuid]) }
    }

    /// Ends consoles and claims whose leases are over; any node may do it, once a second.
    /// - Returns: How many ended; when there were any, wake the pump.
    ///
    /// Source: `sql/claim/sweep.sql`, `sql/console/sweep.sql`.
    @discardableResult
    public func sweepConsoles() async throws -> Int {
        let claims = try await write { try await $0.rows(.claimSweep, [Self.maxSwept]).affectedCount }
        return try await claims + write { try await $0.rows(.consoleSweep, [Self.maxSwept]).affectedCount }
    }

    /// Claims a comment, anew or again.
    ///
    /// Source: `sql/claim/take.sql`, `sql/claim/of_comments.sql`.
    public func claim(_ comment: Identifier<Comment>, from console: Identifier<Console>) async throws -> ClaimResult {
        for _ in 0..<2 {
            let parameters: [any PostgresEncodable] = [comment.uuid, console.uuid, lease, Limits.maxClaimCount]
            if let row = try await rows(.claimTake, parameters).first { return .claimed(try row.claim()) }
            // Somebody else's, unless that one has ended in between.
            if let claim = try await rows(.claimOfComments, [[comment.uuid]]).first?.claim(), claim.console != console {
                return .taken(claim)
            }
        }
        guard let found = try await self.comment(comment), found.status != .removed else { return .noComment }
        let isOpen = try await rows(.consoleAll).contains { try $0.presence().console == console }
        return isOpen ? .tooMany : .noConsole
    }

    /// Gives a claim back.
    /// - Returns: Whether the console had it.
    ///
    /// Source: `sql/claim/release.sql`.
    @discardableResult
    public func release(_ comment: Identifier<Comment>, from console: Identifier<Console>) async throws -> Bool {
        try await rows(.claimRelease, [comment.uuid, console.uuid]).affectedCount == 1
    }

    /// Reads who works on a comment now.
    ///
    /// Source: `sql/claim/of_comments.sql`.
    public func claim(on comment: Identifier<Comment>) async throws -> Claim? {
        try await rows(.claimOfComments, [[comment.uuid]]).first?.claim()
    }

    private var lease: Int64 { Limits.claimLease.components.seconds }
}
