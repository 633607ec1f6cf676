import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore
import NIOCore

extension Problem {
    /// How long a client waits before it asks a service again that is not there.
    static let retryAfterSeconds = 2

    /// The one table from errors to problems. What is not in it is an internal error and tells nothing.
    init(from error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as FieldErrors: self.init(.invalidFields, Problem.detail(of: error), errors: error.entries)
        case let error as ArticleError: self.init(error)
        case let error as StoreError: self.init(error)
        case let error as AccountError: self.init(error)
        case let error as CommentError: self.init(error)
        case PassphraseHasher.Failure.busy: self = .unavailable("Many sign in at this moment")
        case let error where NewsroomStore.isAway(error): self = .unavailable("The database cannot be reached")
        case is NIOTooManyBytesError: self = .bodyTooLarge
        case let error as any HTTPResponseError: self.init(status: error.status)
        default: self.init(.internalError, "Something went wrong here; the request id finds it in our log")
        }
    }

    /// A body above its bound.
    static let bodyTooLarge = Problem(.bodyTooLarge, "A request has at most \(Limits.maxRequestBytes) bytes")

    /// Somebody must sign the request.
    static let authenticationRequired = Problem(
        .authenticationRequired, "Send «Authorization: Bearer <token>», or the cookie of a session",
        headers: [.wwwAuthenticate: #"Bearer realm="courant""#])

    /// The token is unknown, expired or revoked; which of them is nobody's business.
    static let invalidToken = Problem(
        .invalidToken, "The token is unknown, expired or revoked",
        headers: [.wwwAuthenticate: #"Bearer realm="courant", error="invalid_token""#])

    /// Something that it needs is away for now.
    static func unavailable(_ detail: String) -> Problem {
        Problem(.unavailable, detail, headers: [.retryAfter: String(retryAfterSeconds)])
    }

    /// Somebody else was quicker.
    /// - Parameter noun: What was to be changed: «comment».
    init(stale noun: String, current: Int) {
        self.init(
            .stale, "The \(noun) is at revision \(current) by now: load it again, and repeat the change on it",
            members: [("current_revision", .number(current))], headers: [.eTag: EntityTag.revision(current).description])
    }

    private init(_ error: ArticleError) {
        switch error {
        case .stale(let current):
            self.init(stale: "article", current: current)
        case .notAllowed(let status, let action):
            self.init(
                .notAllowed, "A \(status.rawValue) article takes no «\(action)»",
                members: [("article_status", .string(status.rawValue))])
        }
    }

    private init(_ error: AccountError) {
        switch error {
        case .stale(let current):
            self.init(stale: "account", current: current)
        case .guestsOnlyRead:
            self.init(.notAllowed, "A guest has no other role than a reader's")
        case .staffHasNoStanding(let role):
            self.init(.notAllowed, "An account of the role «\(role.rawValue)» has no standing: its comments are not held")
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .idempotencyKeyReused:
            self.init(.idempotencyKeyReused, "Use a new Idempotency-Key for a new request")
        case .slugTaken(let slug):
            self.init(
                .slugTaken, "The slug «\(slug)» is, or was, somebody else's",
                errors: [.init(field: "slug", detail: "is taken")])
        case .handleTaken:
            self.init(.handleTaken, "Somebody else has this handle", errors: [.init(field: "handle", detail: "is taken")])
        case .subjectTaken:
            self = .unavailable("The account is being made at this moment")
        case .notReady(let reason):
            self = .unavailable("The database is not ready: \(reason)")
        }
    }

    /// Errors that Hummingbird raises by itself.
    private init(status: HTTPResponse.Status) {
        switch status.code {
        case 401: self = .authenticationRequired
        case 403: self.init(.forbidden, "The token does not permit it")
        case 404: self.init(.notFound, "There is nothing at this address")
        case 405: self.init(.methodNotAllowed, "The address does not take this method")
        case 408: self.init(.requestTimeout, "The request did not arrive in time")
        case 413: self = .bodyTooLarge
        case 415: self.init(.unsupportedMediaType, "Send application/json")
        case 429: self.init(.rateLimited, "That was too often", headers: [.retryAfter: String(Problem.retryAfterSeconds)])
        case 400..<500: self.init(.malformedRequest, "The request is not understood")
        case 503: self = .unavailable("Temporarily unavailable")
        default: self.init(.internalError, "Something went wrong here; the request id finds it in our log")
        }
    }

    private static func detail(of errors: FieldErrors) -> String {
        errors.entries.prefix(3).map { "«\($0.field)» \($0.detail)" }.joined(separator: "; ")
            + (errors.entries.count > 3 ? "; and \(errors.entries.count - 3) more" : "")
    }
}
