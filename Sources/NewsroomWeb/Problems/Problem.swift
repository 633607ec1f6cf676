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
        var fields: [JSON.Member] = [
            .init("type", .string("urn:courant:problem:\(code.rawValue)")),
            .init("title", .string(code.title)),
            .init("status", .number(code.status.code)),
            .init("code", .string(code.rawValue)),
            .init("detail", .string(detail)),
            .init("instance", .string(path)),
            .init("request_id", .string(requestID)),
        ]
        if !errors.isEmpty {
            fields.append(.init("errors", errors.json))
        }
        fields += members.map { JSON.Member($0.name, $0.value) }
        return .object(fields)
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

extension [FieldErrors.Entry] {
    /// One object for each field that is wrong.
    var json: JSON {
        .array(map { .object([.init("field", .string($0.field)), .init("detail", .string($0.detail))]) })
    }
}
