import Foundation
import NIOCore
import NIOPosix
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
            if !text.isEmpty { try await outbound.write(ByteBuffer(string: text)) }
            var answer = ""
            for try await bytes in inbound { answer += String(buffer: bytes) }
            return answer
        }
    }

    private let short = RequestDeadlineState.Delays(
        firstHead: .milliseconds(100), nextHead: .milliseconds(100), body: .milliseconds(100))

    @Test(arguments: ["", "GET /heal", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "])
    func `A head that does not come closes the connection`(_ text: String) async throws {
        try await TestWeb.lendWithoutDatabase(delays: short) { web in
            #expect(try await talk(web.port, text).contains("200 OK") == false)
        }
    }

    @Test func `A connection that falls silent after an answer is closed`() async throws {
        try await TestWeb.lendWithoutDatabase(delays: short) { web in
            let answer = try await talk(web.port, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
        }
    }

    @Test func `A body that does not come is answered with 408`() async throws {
        try await TestWeb.lendWithoutDatabase(delays: short) { web in
            let path = "/v1/sections"
            let head = "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"
            // Without a token it is answered before its body has come; the connection still ends.
            let answer = try await talk(web.port, head)
            #expect(answer.hasPrefix("HTTP/1.1 401"))
        }
    }
}
