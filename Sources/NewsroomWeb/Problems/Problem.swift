public import HTTPTypes
import Hummingbird
public import Newsroom

/// An answer that says what went wrong, for programs and for people.
///
/// Source: RFC 9457. `type` is `urn:courant:problem:<code>`; extension members follow the standard ones.
public struct Problem: Error, Sendable {
    /// What kind; it decides status and title.
    public let code: ProblemCode
    /// What was wrong this time, and what would be right.
    public var detail: String
    /// One entry a field that is wrong.
    public var errors: [FieldErrors.Entry]
    /// More members, in order.
    public var members: [(name: String, value: JSON)]
    /// More headers: `Allow`, `ETag`, `Retry-After`, `WWW-Authenticate`.
    public var headers: HTTPFields

    /// Describes a problem.
    public init(
        _ code: ProblemCode, _ detail: String, errors: [FieldErrors.Entry] = [], members: [(name: String, value: JSON)] = [],
        headers: HTTPFields = [:]
    ) {
        self.code = code
        self.detail = detail
        self.errors = errors
        self.members = members
        self.headers = headers
    }

    /// The media type of every problem.
    public static let mediaType = "application/problem+json"

    /// The answer's body.
    /// - Parameters:
    ///   - path: The request's path, for `instance`.
    ///   - requestID: Names the request in the log.
    public func json(path: String, requestID: String) -> JSON {
        .object(
            [
                .init("type", .string("urn:courant:problem:\(code.rawValue)")),
                .init("title", .string(code.title)),
                .init("status", .number(code.status.code)),
                .init("code", .string(code.rawValue)),
                .init("detail", .string(detail)),
                .init("instance", .string(path)),
                .init("request_id", .string(requestID)),
            ] + more)
    }

    /// What it says where there is no request of its own: among the results of many, or on a socket.
    var ownMembers: [JSON.Member] {
        [.init("code", .string(code.rawValue)), .init("title", .string(code.title)), .init("detail", .string(detail))] + more
    }

    private var more: [JSON.Member] {
        let entries = errors.map { JSON.object([.init("field", .string($0.field)), .init("detail", .string($0.detail))]) }
        return (entries.isEmpty ? [] : [.init("errors", .array(entries))]) + members.map { JSON.Member($0.name, $0.value) }
    }
}

extension Problem {
    /// The answer. Never cached.
    func response(to request: Request, requestID: String) -> Response {
        var response = Response(
            status: code.status, headers: headers,
            body: json(path: request.uri.path, requestID: requestID).body)
        response.headers[.contentType] = Problem.mediaType
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
