import HTTPTypes
import Hummingbird
import Newsroom

extension Request {
    /// Reads the fields of a form, once it has proved to be one of ours: by its origin, and with a session by the field `csrf`.
    /// - Returns: The other fields; an empty one is as good as none.
    /// - Throws: 403 `csrf_failed`, 415, 413 or 400.
    func form(_ context: WebContext, _ services: WebServices) async throws -> RequestQuery {
        try services.sameOrigin.demand(self)
        var fields = try await formFields()
        let shown = fields.text("csrf")
        if let token = context.csrfToken, !token.isSameSecret(as: shown) { throw Problem.wrongCSRFToken }
        return fields
    }

    /// Reads the fields of a form that may come from another site.
    func formFields() async throws -> RequestQuery {
        try requireMediaType(["application/x-www-form-urlencoded"])
        let bytes = try await bodyBytes()
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.malformedRequest, "The form is not percent-encoded UTF-8")
        }
        return RequestQuery(encoded: text)
    }
}
