import Foundation
import Newsroom
import Testing

/// Accounts, and what they may become.
struct AccountTests {
    private static let start = Date(timeIntervalSinceReferenceDate: 800_000_000)
    private static let later = start.addingTimeInterval(60)

    private func account(_ identity: AccountIdentity = .guest, role: Role = .reader) throws -> Account {
        try Account(id: Identifier(at: Self.start), identity: identity, name: " Ana ", role: role, at: Self.start)
    }

    @Test func `A new account is trusted as everybody is, and its name is trimmed`() throws {
        let ana = try account()
        #expect(ana.name == "Ana" && ana.role == .reader && ana.standing == .normal && ana.revision == 1)
        #expect(throws: FieldErrors.self) {
            _ = try Account(id: Identifier(at: Self.start), identity: .guest, name: "A\nB", at: Self.start)
        }
    }

    @Test func `A guest has no other role than a reader's`() throws {
        #expect(throws: AccountError.guestsOnlyRead) { _ = try account(role: .moderator) }
        var guest = try account()
        #expect(throws: AccountError.guestsOnlyRead) { try guest.assign(.writer, author: nil, at: Self.later) }
        #expect(guest.revision == 1)
    }

    @Test func `A standing raises the revision, and the same one again does not`() throws {
        var ana = try account()
        try ana.set(.banned, because: " spam ", at: Self.later)
        #expect(ana.standing == .banned && ana.standingReason == "spam" && ana.revision == 2 && ana.updatedAt == Self.later)
        try ana.set(.banned, because: "spam", at: Self.later)
        #expect(ana.revision == 2)
    }

    @Test func `A suspension ends in the future, and then counts no more`() throws {
        var ana = try account()
        #expect(throws: FieldErrors.self) { try ana.set(.suspended(until: Self.start), because: "", at: Self.later) }
        try ana.set(.suspended(until: Self.later), because: "spam", at: Self.start)
        #expect(ana.standing.effective(at: Self.start) == .suspended(until: Self.later))
        #expect(ana.standing.effective(at: Self.later) == .normal)
        #expect(Standing.banned.effective(at: Self.later) == .banned)
        #expect(ana.effective(at: Self.start) == ana)
        #expect(ana.effective(at: Self.later).standing == .normal && ana.effective(at: Self.later).standingReason.isEmpty)
    }

    @Test func `Staff has no standing, and loses it with the role`() throws {
        let handle = Slug(phrase: "ana")
        var staff = try account(.local(handle: handle), role: .moderator)
        #expect(throws: AccountError.staffHasNoStanding(.moderator)) { try staff.set(.banned, because: "", at: Self.later) }
        var reader = try account(.local(handle: handle))
        try reader.set(.premoderated, because: "new", at: Self.later)
        try reader.assign(.moderator, author: nil, at: Self.later)
        #expect(
            reader.role == .moderator && reader.standing == .normal && reader.standingReason.isEmpty && reader.revision == 3)
    }

    @Test(arguments: Standing.Kind.allCases) func `A standing and its time fit, or there is none`(kind: Standing.Kind) {
        let lasting = Standing(kind, until: nil)
        let ending = Standing(kind, until: Self.later)
        #expect((lasting == nil) == (kind == .suspended) && (ending == nil) == (kind != .suspended))
        for standing in [lasting, ending] {
            guard let standing else { continue }
            #expect(standing.kind == kind && standing.word == kind.rawValue)
        }
    }

    @Test func `Private topics are for their owners, admins and moderators`() throws {
        let (ana, ben) = (Identifier<Account>(at: Self.start), Identifier<Account>(at: Self.start))
        let session = Identifier<Session>(at: Self.start)
        func principal(_ role: Role) -> Principal {
            Principal(source: .account(ana, session: session), role: role, name: "Ana", author: nil)
        }
        #expect(principal(.reader).account == ana && principal(.reader).ownerID == ana.uuid)
        #expect(principal(.reader).mayFollow(.reader(ana)) && principal(.reader).mayFollow(.front))
        #expect(!principal(.reader).mayFollow(.reader(ben)) && !principal(.reader).mayFollow(.moderation))
        #expect(principal(.moderator).mayFollow(.moderation) && !principal(.moderator).mayFollow(.reader(ben)))
        #expect(principal(.admin).mayFollow(.reader(ben)) && principal(.admin).mayFollow(.moderation))
        let token = Identifier<AccessToken>(at: Self.start)
        let wire = Principal(source: .token(token), role: .editor, name: "wire", author: nil)
        #expect(wire.account == nil && wire.ownerID == token.uuid && !wire.mayFollow(.reader(ana)))
    }
}
