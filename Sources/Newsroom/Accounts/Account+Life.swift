public import Foundation

/// Why an account cannot become what was asked.
public enum AccountError: Error, Sendable, Hashable {
    /// The change was made to an older revision than the current one.
    case stale(current: Int)
    /// A guest has no other role than a reader's.
    case guestsOnlyRead
    /// Who is staff has no standing: their comments are not held.
    case staffHasNoStanding(Role)
}

extension Account {
    /// Makes an account.
    /// - Parameters:
    ///   - name: 1...80 characters on one line.
    ///   - author: In whose name it writes.
    /// - Throws: `FieldErrors` for the name; `AccountError.guestsOnlyRead`.
    public init(
        id: Identifier<Account>, identity: AccountIdentity, name: String, role: Role = .reader, author: Slug? = nil,
        at now: Date
    ) throws {
        var fields = FieldChecker()
        let name = fields.line("name", name, Limits.nameCharacters)
        try fields.finish()
        if identity == .guest, role != .reader { throw AccountError.guestsOnlyRead }
        self.init(
            id: id, identity: identity, role: role, name: name, author: author, standing: .normal, standingReason: "",
            revision: 1, createdAt: now, updatedAt: now)
    }

    /// Gives it a standing; the same one again, with the same reason, changes nothing.
    /// - Parameters:
    ///   - reason: For its owner and for moderators; 0...1000 characters.
    ///   - now: The time of the change; a suspension ends after it.
    /// - Throws: `FieldErrors`; `AccountError.staffHasNoStanding`: nobody keeps moderators from moderating but an admin, by their role.
    public mutating func set(_ standing: Standing, because reason: String, at now: Date) throws {
        guard role == .reader else { throw AccountError.staffHasNoStanding(role) }
        var fields = FieldChecker()
        let reason = fields.text("reason", reason, Limits.standingReasonCharacters)
        if let until = standing.until, until <= now { fields.fault("until", "must be in the future") }
        try fields.finish()
        guard (standing, reason) != (self.standing, standingReason) else { return }
        self.standing = standing
        standingReason = reason
        touch(at: now)
    }

    /// Gives it a role; staff has a normal standing.
    /// - Throws: `AccountError.guestsOnlyRead`.
    public mutating func assign(_ role: Role, author: Slug?, at now: Date) throws {
        if identity == .guest, role != .reader { throw AccountError.guestsOnlyRead }
        guard role != self.role || author != self.author else { return }
        self.role = role
        self.author = author
        if role != .reader {
            standing = .normal
            standingReason = ""
        }
        touch(at: now)
    }

    /// Calls it by another name.
    /// - Throws: `FieldErrors`.
    public mutating func rename(to name: String, at now: Date) throws {
        var fields = FieldChecker()
        let name = fields.line("name", name, Limits.nameCharacters)
        try fields.finish()
        guard name != self.name else { return }
        self.name = name
        touch(at: now)
    }

    private mutating func touch(at now: Date) {
        revision += 1
        updatedAt = now
    }
}
