import HTTPTypes
import Hummingbird
import Newsroom

extension Request {
    /// Reads the fields of a form, once it has proved to be one of ours: by its origin, and with a session by the field `csrf`.
    /// - Returns: The other fields; an empty one is as good as none.
    /// - Throws: 403 `csrf_failed`, 415, 413 or 400.
    func form(_ context: WebContext, _ services: WebServices) async throws -> RequestQuery {
        let (fields, proof) = try await formAndProof(services)
        try context.demandProof(proof)
        return fields
    }

    /// Reads the fields of a form that is one of ours by its origin, for those who answer it with what was typed when its proof is wrong.
    /// - Returns: The other fields, and the field `csrf`: for `WebContext.demandProof`, before anything is done.
    /// - Throws: 403 `csrf_failed`, 415, 413 or 400.
    func formAndProof(_ services: WebServices) async throws -> (fields: RequestQuery, proof: String?) {
        try services.sameOrigin.demand(self)
        var fields = try await formFields()
        let proof = fields.text("csrf")
        return (fields, proof)
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

extension WebContext {
    /// Demands the session's token of a form.
    /// - Throws: 403 `csrf_failed`; nothing without a session.
    func demandProof(_ proof: String?) throws(Problem) {
        if let csrfToken, !csrfToken.isSameSecret(as: proof) { throw Problem.wrongCSRFToken }
    }
}
