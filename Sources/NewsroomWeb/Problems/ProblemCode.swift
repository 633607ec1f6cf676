public import HTTPTypes

/// The kinds of problem that clients can tell apart. A code never changes its meaning.
public enum ProblemCode: String, Sendable, CaseIterable {
    case malformedRequest = "malformed_request"
    case malformedJSON = "malformed_json"
    case invalidParameters = "invalid_parameters"
    case authenticationRequired = "authentication_required"
    case invalidToken = "invalid_token"
    case invalidSSOToken = "invalid_sso_token"
    case wrongPassphrase = "wrong_passphrase"
    case forbidden
    case csrfFailed = "csrf_failed"
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case notAcceptable = "not_acceptable"
    case requestTimeout = "request_timeout"
    case notAllowed = "not_allowed"
    case decided, claimed
    case changed
    case commentsClosed = "comments_closed"
    case editWindowOver = "edit_window_over"
    case readerBanned = "reader_banned"
    case slugTaken = "slug_taken"
    case handleTaken = "handle_taken"
    case withdrawn
    case cursorGone = "cursor_gone"
    case stale
    case bodyTooLarge = "body_too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case invalidFields = "invalid_fields"
    case idempotencyKeyReused = "idempotency_key_reused"
    case upgradeRequired = "upgrade_required"
    case preconditionRequired = "precondition_required"
    case rateLimited = "rate_limited"
    case headersTooLarge = "headers_too_large"
    case refused
    case internalError = "internal_error"
    case methodUnknown = "method_unknown"
    case unavailable

    /// The status it is answered with.
    public var status: HTTPResponse.Status { row.status }

    /// A short name for people; the same for every problem of the code.
    public var title: String { row.title }

    private var row: (status: HTTPResponse.Status, title: String) {
        switch self {
        case .malformedRequest: (.badRequest, "The request is malformed")
        case .malformedJSON: (.badRequest, "The body is not JSON")
        case .invalidParameters: (.badRequest, "The query is not understood")
        case .authenticationRequired: (.unauthorized, "Sign in, or send a token")
        case .invalidToken: (.unauthorized, "The token is not valid")
        case .invalidSSOToken: (.unauthorized, "The token of single sign-on is not valid")
        case .wrongPassphrase: (.unauthorized, "Handle or passphrase is wrong")
        case .csrfFailed: (.forbidden, "The request does not come from a page of ours")
        case .forbidden: (.forbidden, "Not permitted")
        case .notFound: (.notFound, "Not found")
        case .methodNotAllowed: (.methodNotAllowed, "Method not allowed")
        case .notAcceptable: (.notAcceptable, "No acceptable format")
        case .requestTimeout: (.requestTimeout, "The request took too long to arrive")
        case .notAllowed: (.conflict, "The state does not allow it")
        case .decided: (.conflict, "Somebody has decided already")
        case .claimed: (.conflict, "Somebody else works on it")
        case .changed: (.conflict, "The comment has changed")
        case .commentsClosed: (.conflict, "Comments are closed")
        case .editWindowOver: (.conflict, "The time for changes is over")
        case .readerBanned: (.forbidden, "The reader does not comment any more")
        case .slugTaken: (.conflict, "The slug is taken")
        case .handleTaken: (.conflict, "The handle is taken")
        case .withdrawn: (.gone, "The article was withdrawn")
        case .cursorGone: (.gone, "The cursor cannot be honoured")
        case .stale: (.preconditionFailed, "The version is stale")
        case .bodyTooLarge: (.contentTooLarge, "The body is too large")
        case .unsupportedMediaType: (.unsupportedMediaType, "Unsupported media type")
        case .invalidFields: (.unprocessableContent, "Fields are invalid")
        case .idempotencyKeyReused: (.unprocessableContent, "The idempotency key was used for another request")
        case .upgradeRequired: (.upgradeRequired, "An upgrade is required")
        case .preconditionRequired: (.preconditionRequired, "If-Match is required")
        case .rateLimited: (.tooManyRequests, "That was too often")
        case .headersTooLarge: (.requestHeaderFieldsTooLarge, "The headers are too large")
        case .refused: (.badRequest, "The request was refused")
        case .internalError: (.internalServerError, "Internal error")
        case .methodUnknown: (.notImplemented, "The method is not known")
        case .unavailable: (.serviceUnavailable, "Temporarily unavailable")
        }
    }
}
