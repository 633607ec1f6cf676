import HTTPTypes
import Hummingbird
import Testing

@testable import NewsroomWeb

struct WebSocketHandshakeTests {
    private static let right: HTTPFields = [
        .upgrade: "websocket", .connection: "Upgrade", .secWebSocketKey: "dGhlIHNhbXBsZSBub25jZQ==", .secWebSocketVersion: "13",
        .secWebSocketProtocol: "chat, superchat",
    ]

    private func handshake(
        method: HTTPRequest.Method = .get, subprotocol: String? = "superchat", compresses: Bool = false,
        _ change: (inout HTTPFields) -> Void = { _ in }
    ) throws(Problem) -> WebSocketHandshake {
        var head = HTTPRequest(method: method, scheme: nil, authority: "x", path: "/", headerFields: Self.right)
        change(&head.headerFields)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        return try WebSocketHandshake(request, subprotocol: subprotocol, compresses: compresses)
    }

    private func code(_ change: (inout HTTPFields) -> Void) -> ProblemCode? {
        do throws(Problem) {
            _ = try handshake(change)
            return nil
        } catch {
            return error.code
        }
    }

    /// The example of RFC 6455 section 1.3.
    @Test func `The answer says that the protocol is known`() throws {
        let answer = try handshake().answer
        #expect(answer[.secWebSocketAccept] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(answer[.secWebSocketProtocol] == "superchat")
        #expect(answer[.upgrade] == "websocket" && answer[.connection] == "Upgrade")
        #expect(try handshake(subprotocol: nil).answer[.secWebSocketProtocol] == nil)
    }

    @Test func `Compression is agreed to where it is wanted and offered`() throws {
        let offer = { (fields: inout HTTPFields) in fields[.secWebSocketExtensions] = "permessage-deflate" }
        #expect(try handshake(compresses: true, offer).answer[.secWebSocketExtensions]?.hasPrefix("permessage-deflate") == true)
        #expect(try handshake(compresses: true).answer[.secWebSocketExtensions] == nil)
        #expect(try handshake(offer).answer[.secWebSocketExtensions] == nil)
    }

    @Test func `Without an upgrade to this protocol it is 426`() {
        #expect(code { $0[.upgrade] = nil } == .upgradeRequired)
        #expect(code { $0[.upgrade] = "h2c" } == .upgradeRequired)
        #expect(code { $0[.connection] = "keep-alive" } == .upgradeRequired)
        #expect(code { $0[.connection] = "keep-alive, upgrade" } == nil)
        #expect(throws: Problem.self) { try handshake(method: .head) }
    }

    @Test func `What is not as it should be is 400`() {
        #expect(code { $0[.secWebSocketVersion] = "8" } == .malformedRequest)
        #expect(code { $0[.secWebSocketVersion] = nil } == .malformedRequest)
        #expect(code { $0[.secWebSocketKey] = nil } == .malformedRequest)
        #expect(code { $0[.secWebSocketKey] = "dGhlIHNhbXBsZSBub25jZQ" } == .malformedRequest)
        #expect(code { $0[.secWebSocketKey] = "c2hvcnQ=" } == .malformedRequest)
        #expect(code { $0.append(HTTPField(name: .secWebSocketKey, value: "dGhlIHNhbXBsZSBub25jZQ==")) } == .malformedRequest)
        #expect(code { $0[.secWebSocketProtocol] = "Superchat" } == .malformedRequest)
        #expect(code { $0[.contentLength] = "1" } == .malformedRequest)
        #expect(code { $0[.transferEncoding] = "chunked" } == .malformedRequest)
        #expect(code { $0[.contentLength] = "0" } == nil)
    }
}
