import NIOCore
import NIOWebSocket
import Testing

@testable import EventStreams

@Suite struct WebSocketDeflateTests {
    private static let agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

    @Test(arguments: [
        ("permessage-deflate", agreed), ("permessage-deflate; client_max_window_bits", agreed),
        ("x-webkit-deflate-frame, Permessage-Deflate;client_max_window_bits=8;server_no_context_takeover", agreed),
        ("permessage-deflate; server_max_window_bits=10", agreed + "; server_max_window_bits=10"),
        ("permessage-deflate; server_max_window_bits=8, permessage-deflate", agreed),
        ("permessage-deflate; server_max_window_bits=\"9\"", agreed + "; server_max_window_bits=9"),
    ])
    func `The first offer that can be kept is agreed to`(_ offer: String, _ answer: String) {
        #expect(WebSocketDeflate(offered: offer)?.field == answer)
    }

    @Test(arguments: [
        "", "deflate", "permessage-deflate; server_max_window_bits=8", "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits", "permessage-deflate; client_max_window_bits=015",
        "permessage-deflate; server_no_context_takeover=1", "permessage-deflate; x", "permessage-deflate;",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover", ";", ",", "permessage-deflate; =",
    ])
    func `Other offers are left alone`(_ offer: String) {
        #expect(WebSocketDeflate(offered: offer) == nil)
    }

    private func deflate(_ parameters: String = "") throws -> WebSocketDeflate {
        try #require(WebSocketDeflate(offered: "permessage-deflate" + parameters))
    }

    @Test(arguments: [9, 10, 15]) func `What is deflated is inflated to the same`(_ bits: Int) throws {
        let deflate = try deflate("; server_max_window_bits=\(bits)")
        for count in [300, 5_000, 100_000] {
            let text = ByteBuffer(string: (0..<count / 5).map { "\($0 % 97) é " }.joined())
            let short = try #require(deflate.deflated(text))
            #expect(short.readableBytes < text.readableBytes)
            #expect(try Deflate.inflate(short, atMost: text.readableBytes) == text)
            #expect(throws: Deflate.Failure.tooLong) { try Deflate.inflate(short, atMost: text.readableBytes - 1) }
        }
    }

    @Test func `What gets no shorter is sent as it is`() throws {
        let noise = ByteBuffer(bytes: (0..<1000).map { _ in UInt8.random(in: 0...255) })
        #expect(try deflate().deflated(noise) == nil)
        var talk = WebSocketTalk(deflate: try deflate())
        #expect(talk.session.send(.binary, noise).actions == [.write(.webSocketFrame(.binary, noise))])
        let prose = ByteBuffer(repeating: 0x61, count: 1000)
        guard case .write(let frame) = talk.session.send(.text, prose).actions.first else { return #expect(Bool(false)) }
        #expect(frame.getInteger(at: 0, as: UInt8.self) == 0xC1)
        #expect(frame.readableBytes < 100)
        #expect(
            talk.session.send(.text, ByteBuffer(string: "short")).actions
                == [.write(.webSocketFrame(.text, ByteBuffer(string: "short")))])
    }

    /// The examples of RFC 7692 section 7.2.3: once, stored, with a last block, and in two blocks.
    @Test(
        arguments: [
            [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00], [0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00],
            [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00],
            [0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00],
        ] as [[UInt8]])
    func `A compressed message is read, whole and in fragments`(_ bytes: [UInt8]) throws {
        var talk = WebSocketTalk(deflate: try deflate())
        let whole = WebSocketTalk.frame(.text, bytes, rsv: (true, false, false))
        #expect(talk.session.received(whole, at: talk.now) == [WebSocketTalk.text("Hello")])
        let start = WebSocketTalk.frame(.text, Array(bytes.prefix(3)), isLast: false, rsv: (true, false, false))
        #expect(talk.session.received(start, at: talk.now) == [])
        #expect(talk.hear(.continuation, Array(bytes.dropFirst(3))) == [WebSocketTalk.text("Hello")])
    }

    @Test func `A bomb is a message that is too big`() throws {
        let deflate = try deflate()
        let bomb = try #require(deflate.deflated(ByteBuffer(repeating: 0, count: 10_000_000)))
        #expect(bomb.readableBytes < 64 * 1024)
        var talk = WebSocketTalk(deflate: deflate)
        let frame = WebSocketTalk.frame(.text, Array(bomb.readableBytesView), rsv: (true, false, false))
        #expect(talk.session.received(frame, at: talk.now).closeCode == .messageTooBig)
    }

    @Test func `What is no deflate data, or no UTF-8 within it, closes with 1007`() throws {
        let deflate = try deflate()
        let latin = try #require(deflate.deflated(ByteBuffer(repeating: 0xE9, count: 300)))
        for bytes in [[0xFF, 0xFF, 0xFF], Array(latin.readableBytesView)] {
            var talk = WebSocketTalk(deflate: deflate)
            let frame = WebSocketTalk.frame(.text, bytes, rsv: (true, false, false))
            #expect(talk.session.received(frame, at: talk.now).closeCode == .invalidData)
        }
    }

    @Test func `Only the first frame of a message says that it is compressed`() throws {
        var talk = WebSocketTalk(deflate: try deflate())
        _ = talk.hear(.text, "a", isLast: false)
        let frame = WebSocketTalk.frame(.continuation, rsv: (true, false, false))
        #expect(talk.session.received(frame, at: talk.now).closeCode == .protocolError)
    }
}
