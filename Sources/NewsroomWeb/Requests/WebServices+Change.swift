import Crypto
import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore
import Synchronization

extension WebServices {
    /// Changes the newsroom in one transaction, once for each `Idempotency-Key`, and wakes the pump.
    /// - Parameters:
    ///   - request: Its method, path and key name the change.
    ///   - bytes: Its body.
    ///   - principal: Whose key it is.
    ///   - work: Makes the change and its answer. Every check of state belongs in here: a replay asks nothing again.
    func change(
        _ request: Request, _ bytes: [UInt8], by principal: Principal,
        _ work: @escaping @Sendable (NewsroomTransaction) async throws -> RememberedAnswer
    ) async throws -> Response {
        let claim = try WebServices.claim(request, bytes, by: principal)
        let hasWorked = Mutex(false)
        let answer = try await store.write(claim) { transaction in
            hasWorked.withLock { $0 = true }
            return try await work(transaction)
        }
        let isReplay = hasWorked.withLock { !$0 }
        if !isReplay { onCommit() }
        return Response(answer, isReplay: isReplay)
    }

    /// Changes the newsroom in one transaction, and wakes the pump.
    func commit<R: Sendable>(_ work: @Sendable (NewsroomTransaction) async throws -> R) async throws -> R {
        let result = try await store.write(work)
        onCommit()
        return result
    }

    private static func claim(_ request: Request, _ bytes: [UInt8], by principal: Principal) throws -> IdempotencyClaim? {
        guard request.method == .post, let key = request.headers[.idempotencyKey] else { return nil }
        guard Limits.idempotencyKeyCharacters.contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Problem(.malformedRequest, "Idempotency-Key takes 1...255 visible ASCII characters")
        }
        var hash = SHA256()
        hash.update(data: Array("\(request.method.rawValue) \(request.uri.path)\n".utf8))
        hash.update(data: bytes)
        return IdempotencyClaim(key: key, owner: principal.ownerID, fingerprint: Array(hash.finalize()))
    }
}

extension RememberedAnswer {
    /// An answer in JSON that shows nothing with a version.
    init(_ status: HTTPResponse.Status, _ json: JSON) {
        self.init(status: status.code, headers: [:], body: json.text)
    }

    /// An answer in JSON with the tag of what it shows.
    init(_ status: HTTPResponse.Status, _ json: JSON, revision: Int, location: String? = nil) {
        let bytes = json.bytes
        var headers = ["ETag": EntityTag.revision(revision, of: bytes).description]
        headers["Location"] = location
        self.init(status: status.code, headers: headers, body: String(decoding: bytes, as: UTF8.self))
    }
}

extension Response {
    /// Answers whoever asked, and nobody else.
    init(_ answer: RememberedAnswer, isReplay: Bool = false) {
        var headers: HTTPFields = [:]
        for (name, value) in answer.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        headers[.contentType] = "application/json; charset=utf-8"
        headers[.cacheControl] = Audience.principal.cacheControl
        if isReplay { headers[.idempotencyReplayed] = "true" }
        self.init(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
    }
}
