import HTTPTypes
import Hummingbird
import Newsroom

/// Who may keep an answer.
enum Audience: Sendable {
    /// Everybody's: caches keep it, and ask each time whether it still stands.
    case everybody
    /// One principal's: nobody keeps it.
    case principal

    /// Answers to a signed request are its owner's alone.
    init(_ context: WebContext) {
        self = context.principal == nil ? .everybody : .principal
    }

    var cacheControl: String {
        switch self {
        case .everybody: "no-cache"
        case .principal: "private, no-store"
        }
    }
}

extension Request {
    /// Answers with JSON, or with 304 when the client has it already.
    /// - Parameter tag: The representation's entity tag, made of its bytes.
    func answer(
        _ json: JSON, for audience: Audience, headers: HTTPFields = [:], tag: ([UInt8]) -> EntityTag
    ) throws(Problem) -> Response {
        let bytes = json.bytes
        let tag = tag(bytes)
        var headers = headers
        headers[.eTag] = tag.description
        headers[.cacheControl] = audience.cacheControl
        headers[.vary] = "Authorization, Cookie, Accept"
        if try condition(.ifNoneMatch)?.matchesWeakly(tag) ?? false {
            var response = Response(status: .notModified, headers: headers)
            response.headers[.contentLength] = nil
            return response
        }
        headers[.contentType] = "application/json; charset=utf-8"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// Reads `If-Match` or `If-None-Match`.
    /// - Throws: 400 when it holds no entity tags.
    func condition(_ field: HTTPField.Name) throws(Problem) -> EntityTagCondition? {
        let value = headers[values: field].joined(separator: ", ")
        guard !value.isEmpty else { return nil }
        guard let condition = EntityTagCondition(value) else {
            throw Problem(.malformedRequest, "\(field.rawName) holds \"tags\" in double quotes, or *")
        }
        return condition
    }
}

extension Response {
    /// Leads a browser on. Source: RFC 9110 section 15.4.4.
    /// - Parameter address: A path of ours.
    static func seeOther(_ address: String) -> Response {
        Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
    }
}

extension EntityTagCondition {
    /// Demands that a changer of an article saw the current revision.
    /// - Throws: 428 without a condition, `ArticleError.stale` when it saw another.
    static func demand(_ condition: EntityTagCondition?, revision: Int) throws {
        guard try isMet(condition, revision: revision) else { throw ArticleError.stale(current: revision) }
    }

    /// Demands that a changer saw the current revision.
    /// - Parameter noun: What is changed: «comment».
    /// - Throws: 428 without a condition, 412 when it saw another.
    static func demand(_ condition: EntityTagCondition?, revision: Int, of noun: String) throws(Problem) {
        guard try isMet(condition, revision: revision) else { throw Problem(stale: noun, current: revision) }
    }

    private static func isMet(_ condition: EntityTagCondition?, revision: Int) throws(Problem) -> Bool {
        guard let condition else {
            throw Problem(.preconditionRequired, "Send If-Match with the ETag that you changed from")
        }
        return condition.permits(revision: revision)
    }
}
