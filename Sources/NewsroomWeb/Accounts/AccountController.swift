import Foundation
import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore
import NIOCore

/// Accounts and sessions, as programs and scripts see them.
struct AccountController: Sendable {
    let services: WebServices

    private var desk: AccountDesk { AccountDesk(services: services) }

    /// `POST /v1/accounts {"handle","name","passphrase"}`: makes a reader's account, and signs it in.
    @Sendable
    func signUp(_ request: Request, _ context: WebContext) async throws -> Response {
        var fields = try RequestFields(try await request.json().value)
        let line = fields.requiredText("name").map { fields.checker.line("name", $0, Limits.nameCharacters) }
        let words = fields.requiredText("passphrase").flatMap { fields.checker.passphrase($0) }
        let (handle, name, passphrase) = try fields.finish(giving: fields.required("handle") { $0.slug($1) }, line, words)
        return answer(try await desk.signUp(.init(handle: handle, name: name, passphrase: passphrase), in: context))
    }

    /// `POST /v1/sessions {"handle","passphrase"}` or `{"token"}`: signs in.
    @Sendable
    func signIn(_ request: Request, _ context: WebContext) async throws -> Response {
        var fields = try RequestFields(try await request.json().value)
        if fields.contains("token") {
            let token = fields.text("token") ?? ""
            try fields.finish()
            return answer(try await desk.signIn(token: token, in: context))
        }
        let handle = fields.requiredText("handle") ?? ""
        let passphrase = fields.requiredText("passphrase") ?? ""
        try fields.finish()
        return answer(try await desk.signIn(handle: handle, passphrase: passphrase, in: context))
    }

    /// `GET /v1/account`: who am I.
    @Sendable
    func show(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requirePrincipal()
        guard let id = principal.account else {
            return try request.answer(principal.tokenJSON, for: .principal, tag: EntityTag.list)
        }
        guard let account = try await services.store.account(id) else { throw Problem.authenticationRequired }
        let json = account.json(at: services.now()).adding("csrf_token", .string(context.csrfToken))
        return try request.answer(json, for: .principal, tag: EntityTag.list)
    }

    /// `DELETE /v1/session`: signs out.
    @Sendable
    func signOut(_ request: Request, _ context: WebContext) async throws -> Response {
        guard try context.requirePrincipal().account != nil else {
            throw Problem(.notAllowed, "A token has no session: «courant token revoke» ends it")
        }
        try await desk.leave(context)
        var response = Response(status: .noContent, headers: [.cacheControl: Audience.principal.cacheControl])
        services.cookie.take(from: &response)
        return response
    }

    private func answer(_ signedIn: AccountDesk.SignedIn) -> Response {
        let csrf = SessionCookie.csrfToken(of: signedIn.secret)
        let json = signedIn.account.json(at: services.now()).adding("csrf_token", .string(csrf))
        var response = Response(RememberedAnswer(.created, json))
        response.headers[.location] = "/v1/account"
        services.cookie.give(signedIn.secret, to: &response)
        return response
    }
}

extension Account {
    /// The account, as its owner and moderators see it, with the standing that counts at a time.
    func json(at now: Date) -> JSON {
        let account = effective(at: now)
        return .object([
            .init("id", .string(id.description)),
            .init("kind", .string(identity.kind)),
            .init("handle", .string(identity.handle?.text)),
            .init("name", .string(name)),
            .init("role", .string(role.rawValue)),
            .init("author", .string(author?.text)),
            .init("standing", .string(account.standing.word)),
            .init("until", account.standing.until.map { .time($0) } ?? .null),
            .init("reason", .string(account.standingReason)),
            .init("revision", .number(revision)),
            .init("created_at", .time(createdAt)),
            .init("updated_at", .time(updatedAt)),
        ])
    }
}

extension Principal {
    /// A token's owner, as it sees itself.
    fileprivate var tokenJSON: JSON {
        .object([
            .init("id", .string(ownerID.uuidString.lowercased())),
            .init("kind", .string("token")),
            .init("name", .string(name)),
            .init("role", .string(role.rawValue)),
            .init("author", .string(author?.text)),
        ])
    }
}
