import Foundation
import Newsroom
import NewsroomStore

/// Where readers' comments come in; the API and the forms both come here.
struct CommentDesk: Sendable {
    let services: WebServices

    /// The account that asks, to write, to change what it wrote, or to report.
    /// - Throws: 401; 403 for tokens, which are no readers; 429.
    func reader(
        _ context: WebContext, _ limit: RateLimit = .comment, ofAddress: RateLimit = .commentAddress
    ) throws(Problem) -> Identifier<Account> {
        guard let account = try context.requirePrincipal().account else {
            throw Problem(.forbidden, "A token has no account to comment with: sign in")
        }
        try services.rates.take(limit, by: account.description)
        try services.rates.take(ofAddress, by: TrustedProxies.household(of: context.clientAddress))
        return account
    }

    /// Writes a comment.
    /// - Throws: `CommentError`, 429.
    func post(
        _ text: CommentText, to article: Identifier<Article>, answering parent: Identifier<Comment>? = nil,
        in context: WebContext
    ) async throws -> Comment {
        let account = try reader(context)
        let now = services.now()
        return try await services.commit { try await $0.post(text, to: article, answering: parent, by: account, at: now) }
    }

    /// Writes a comment for somebody who is not signed in, and signs them in as a guest.
    /// - Parameter name: 1...80 characters.
    /// - Returns: The comment, and the session's secret, for the cookie and nothing else.
    /// - Throws: `FieldErrors` for the name; `CommentError.guestsNotTaken`, 429.
    func post(
        _ text: CommentText, to article: Identifier<Article>, answering parent: Identifier<Comment>? = nil,
        asGuest name: String, in context: WebContext
    ) async throws -> (comment: Comment, secret: String) {
        let now = services.now()
        let guest = try Account(id: Identifier(at: now), identity: .guest, name: name, at: now)
        let address = TrustedProxies.household(of: context.clientAddress)
        try services.rates.take(.commentAddress, by: address)
        try services.rates.take(.guest, by: address)
        return try await services.commit { transaction in
            try await transaction.insert(guest)
            let comment = try await transaction.post(text, to: article, answering: parent, by: guest.id, at: now)
            return (comment, try await transaction.openSession(of: guest.id, at: now).secret)
        }
    }

    /// Changes the words of the asker's own comment.
    /// - Parameter demand: Judges the comment as it is: `If-Match`.
    func edit(
        _ id: Identifier<Comment>, _ text: CommentText, in context: WebContext,
        demand: @escaping @Sendable (Comment) throws -> Void = { _ in }
    ) async throws -> Comment {
        let account = try reader(context)
        let now = services.now()
        return try await services.commit { try await $0.edit(id, text, by: account, at: now, demand: demand) }
    }

    /// Takes the asker's own comment back.
    /// - Parameter demand: Judges the comment as it is: `If-Match`.
    func remove(
        _ id: Identifier<Comment>, in context: WebContext, demand: @escaping @Sendable (Comment) throws -> Void = { _ in }
    ) async throws {
        let account = try reader(context)
        let now = services.now()
        try await services.commit { try await $0.remove(id, by: account, at: now, demand: demand) }
    }

    /// Reports a comment, once for each account.
    func report(
        _ id: Identifier<Comment>, because reason: Report.Reason, note: String, in context: WebContext
    ) async throws -> (report: Report, isNew: Bool) {
        let account = try reader(context, .report, ofAddress: .reportAddress)
        let now = services.now()
        return try await services.commit { try await $0.report(id, because: reason, note: note, by: account, at: now) }
    }
}
