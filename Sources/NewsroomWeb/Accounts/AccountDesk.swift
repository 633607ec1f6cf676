import Foundation
import Newsroom
import NewsroomStore

/// Where people sign up, in and out; the API and the forms both come here.
struct AccountDesk: Sendable {
    let services: WebServices

    /// Somebody who has just signed in.
    struct SignedIn: Sendable {
        let account: Account
        /// For the cookie, and nothing else.
        let secret: String
    }

    /// What somebody signs up with.
    struct Application: Sendable {
        let handle: Slug
        let name: String
        let passphrase: Passphrase
    }

    /// Makes a reader's account, and signs it in.
    /// - Throws: `FieldErrors`, `StoreError.handleTaken`, 429, 503.
    func signUp(_ application: Application, in context: WebContext) async throws -> SignedIn {
        try services.rates.take(.signUp, by: TrustedProxies.household(of: context.clientAddress))
        let now = services.now()
        let account = try Account(
            id: Identifier(at: now), identity: .local(handle: application.handle), name: application.name, at: now)
        // A hash is dear: no need to make it in vain.
        if try await services.store.account(handle: application.handle) != nil { throw StoreError.handleTaken }
        let hash = try await services.passphrases.hash(application.passphrase)
        let secret = try await services.store.write { transaction in
            try await transaction.insert(account, passphraseHash: hash)
            return try await transaction.openSession(of: account.id, at: now).secret
        }
        try await leave(context)
        return SignedIn(account: account, secret: secret)
    }

    /// Signs a local account in. Whether the handle or the passphrase is wrong is told by no word and by no time.
    /// - Throws: 401 `wrong_passphrase`, 429, 503.
    func signIn(handle: String, passphrase: String, in context: WebContext) async throws -> SignedIn {
        let address = TrustedProxies.household(of: context.clientAddress)
        try services.rates.take(.signInAddress, by: address)
        let handle = Slug(handle)
        // What is no handle is counted as one: a key must not be as long as a request may be.
        try services.rates.take(.signIn, by: "\(address) \(handle?.text ?? "-")")
        var known: (account: Identifier<Account>, hash: String)?
        if let handle { known = try await services.store.passphrase(of: handle) }
        let isRight = try await services.passphrases.isRight(Passphrase(passphrase), for: known?.hash)
        guard isRight, let known else { throw Problem.wrongPassphrase }
        // It may have been changed since it was read.
        return try await signedIn(known.account, in: context) {
            try await services.store.openSession(of: known.account, passphraseHash: known.hash, at: services.now())
        }
    }

    /// Signs somebody in whom the newsroom's own site vouches for.
    /// - Throws: 401 `invalid_sso_token`, 404 when nobody vouches here, 429.
    func signIn(token: String, in context: WebContext) async throws -> SignedIn {
        try services.rates.take(.signInAddress, by: TrustedProxies.household(of: context.clientAddress))
        guard let site = services.singleSignOn else { throw Problem(.notFound, "Single sign-on is not set up here") }
        let now = services.now()
        let subject: SingleSignOn.Subject
        do { subject = try await site.subject(of: token, at: now) } catch let error as SingleSignOn.Refusal {
            throw Problem(error)
        }
        let account = try await services.store.account(issuer: site.issuer, subject: subject.id, name: subject.name, at: now)
        return try await signedIn(account.id, in: context) {
            try await services.store.openSession(of: account.id, at: services.now())
        }
    }

    /// Ends the session in which a request was made, if it was made in one. Its private streams end with it.
    func leave(_ context: WebContext) async throws {
        guard case .account(_, let session)? = context.principal?.source else { return }
        try await services.store.endSession(session)
        services.onCommit()
    }

    private func signedIn(
        _ id: Identifier<Account>, in context: WebContext, opening: () async throws -> (session: Session, secret: String)?
    ) async throws -> SignedIn {
        guard let account = try await services.store.account(id), let opened = try await opening() else {
            throw Problem.wrongPassphrase
        }
        try await leave(context)
        return SignedIn(account: account, secret: opened.secret)
    }
}

extension Problem {
    /// Which of the two is nobody's business.
    fileprivate static let wrongPassphrase = Problem(
        .wrongPassphrase, "There is no such account, or its passphrase is another one")
}
