import Foundation
import NIOCore
import NIOPosix
import Newsroom
import Testing

@testable import NewsroomWeb

struct RequestDeadlineTests {
    /// Sends some bytes, and reads until the server ends the connection.
    private func talk(_ port: Int, _ text: String) async throws -> String {
        let client = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await client.executeThenClose { inbound, outbound in
            do {
                if !text.isEmpty { try await outbound.write(ByteBuffer(string: text)) }
            } catch ChannelError.ioOnClosedChannel {
                return ""  // The server was quicker: that is an end, too.
            }
            var answer = ""
            for try await bytes in inbound { answer += String(buffer: bytes) }
            return answer
        }
    }

    /// Short only where the test waits for it: on a busy machine a client may be slow, too.
    private let shortHead = RequestDeadlineState.Delays(firstHead: .milliseconds(100))
    private let shortPause = RequestDeadlineState.Delays(nextHead: .milliseconds(100))
    private let shortBody = RequestDeadlineState.Delays(nextHead: .milliseconds(100), body: .milliseconds(100))

    @Test(arguments: ["", "GET /heal", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "])
    func `A head that does not come closes the connection`(_ text: String) async throws {
        try await TestWeb.lendWithoutDatabase(delays: shortHead) { web async throws in
            #expect(try await talk(web.port, text).contains("200 OK") == false)
        }
    }

    @Test(arguments: ["NO HTTP\r\n\r\n", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"])
    func `What is no HTTP is answered with a problem`(_ text: String) async throws {
        try await TestWeb.lendWithoutDatabase { web in
            let answer = try await talk(web.port, text)
            #expect(answer.hasPrefix("HTTP/1.1 400"))
            #expect(answer.contains(#""code":"malformed_request""#))
        }
    }

    @Test func `A connection that falls silent after an answer is closed`() async throws {
        try await TestWeb.lendWithoutDatabase(delays: shortPause) { web async throws in
            let answer = try await talk(web.port, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test func `A body that outlives its answer ends the connection`() async throws {
        // Long enough for the answer to come first, however busy the machine is.
        let delays = RequestDeadlineState.Delays(nextHead: .milliseconds(100), body: .seconds(5))
        try await TestWeb.lendWithoutDatabase(delays: delays) { web async throws in
            let head = "POST /v1/sections HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"
            // Without a token it is answered before its body has come.
            let answer = try await talk(web.port, head)
            #expect(answer.hasPrefix("HTTP/1.1 401"))
        }
    }

    @Test func `A body that does not come is answered with 408`() async throws {
        try await TestWeb.lend(delays: shortBody) { web async throws in
            let token = try await web.token(.editor, "desk")
            let head = """
                POST /v1/sections HTTP/1.1\r
                Host: x\r
                Authorization: Bearer \(token)\r
                Content-Type: application/json\r
                Content-Length: 10\r
                \r
                {
                """
            let answer = try await talk(web.port, head)
            #expect(answer.hasPrefix("HTTP/1.1 408"))
            #expect(answer.contains(#""code":"request_timeout""#))
        }
    }
}
