import NIOCore
import NIOWebSocket
import Testing

@testable import EventStreams

@Suite struct WebSocketReceivingTests {
    @Test func `A text is handed over`() {
        var talk = WebSocketTalk()
        #expect(talk.hear(.text, "grüß dich") == [WebSocketTalk.text("grüß dich")])
        #expect(talk.hear(.text) == [WebSocketTalk.text("")])
    }

    @Test func `Fragments become one message, and control frames may stand between them`() {
        var talk = WebSocketTalk()
        #expect(talk.hear(.text, "one ", isLast: false) == [])
        #expect(talk.hear(.ping, "p") == [.write(ByteBuffer(bytes: [0x8A, 1, 0x70]))])
        #expect(talk.hear(.continuation, "", isLast: false) == [])
        #expect(talk.hear(.continuation, "message") == [WebSocketTalk.text("one message")])
    }

    @Test func `A character may be cut by a frame`() {
        var talk = WebSocketTalk()
        let bytes = Array("€𝄞".utf8)
        for byte in bytes.dropLast() {
            #expect(talk.hear(byte == bytes.first ? .text : .continuation, [byte], isLast: false) == [])
        }
        #expect(talk.hear(.continuation, [bytes[6]]) == [WebSocketTalk.text("€𝄞")])
    }

    @Test(arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]])
    func `A text that is not UTF-8 closes with 1007`(_ bytes: [UInt8]) {
        var talk = WebSocketTalk()
        #expect(talk.hear(.text, bytes).closeCode == .invalidData)
    }

    @Test func `What cannot become UTF-8 closes at once, before the message is whole`() {
        var talk = WebSocketTalk()
        #expect(talk.hear(.text, [0x61, 0xF5], isLast: false).closeCode == .invalidData)
    }

    @Test func `Binary data is refused unless it is taken`() {
        var talk = WebSocketTalk()
        #expect(talk.hear(.binary, [1]).closeCode == .unsupportedData)
        var other = WebSocketTalk { $0.takesBinary = true }
        #expect(
            other.hear(.binary, [0xFF]) == [
                .deliver(WebSocketMessage(.binary, ByteBuffer(bytes: [0xFF]), isOverRate: false))
            ])
    }

    static let broken: [WebSocketFrame] = [
        WebSocketTalk.frame(.text, isMasked: false),
        WebSocketTalk.frame(.text, rsv: (true, false, false)), WebSocketTalk.frame(.text, rsv: (false, true, false)),
        WebSocketTalk.frame(.ping, rsv: (false, false, true)), WebSocketTalk.frame(.continuation),
        WebSocketTalk.frame(WebSocketTalk.reserved(0x3)), WebSocketTalk.frame(WebSocketTalk.reserved(0xB)),
    ]

    @Test(arguments: broken)
    func `What breaks the protocol closes with 1002`(_ frame: WebSocketFrame) {
        var talk = WebSocketTalk()
        #expect(talk.session.received(frame, at: talk.now).closeCode == .protocolError)
        // And nothing counts any more.
        #expect(talk.hear(.text, "x") == [])
    }

    @Test func `A message may not begin within another`() {
        var talk = WebSocketTalk()
        _ = talk.hear(.text, "a", isLast: false)
        #expect(talk.hear(.text, "b").closeCode == .protocolError)
    }

    @Test func `A message is bounded, in one frame and in many`() {
        var talk = WebSocketTalk { $0.maxMessageBytes = 10 }
        #expect(talk.hear(.text, "0123456789") == [WebSocketTalk.text("0123456789")])
        #expect(talk.hear(.text, "012345", isLast: false) == [])
        #expect(talk.hear(.continuation, "67890").closeCode == .messageTooBig)
    }

    @Test func `What cannot be read as frames ends the output, and what follows is not heard`() {
        var talk = WebSocketTalk()
        let actions = talk.session.unreadable(WebSocketViolation(.protocolError, "x"), at: talk.now)
        #expect(actions.closeCode == .protocolError)
        #expect(actions.last == .closeOutput)
        #expect(talk.session.unreadable(WebSocketViolation(.protocolError, "x"), at: talk.now) == [])
    }

    @Test func `Messages above the rate are marked; a flood of them closes with 1008`() {
        var talk = WebSocketTalk {
            $0.messages = WebSocketRate(perSecond: 10, burst: 2)
            $0.flood = WebSocketRate(perSecond: 20, burst: 6)
        }
        #expect(talk.hear(.text, "a") == [WebSocketTalk.text("a")])
        #expect(talk.hear(.text, "b") == [WebSocketTalk.text("b")])
        #expect(talk.hear(.text, "c") == [WebSocketTalk.text("c", isOverRate: true)])
        _ = talk.pass(.milliseconds(100))
        #expect(talk.hear(.text, "d") == [WebSocketTalk.text("d")])
        for _ in 0..<4 { #expect(talk.hear(.text, "e") == [WebSocketTalk.text("e", isOverRate: true)]) }
        #expect(talk.hear(.text, "f").closeCode == .policyViolation)
    }
}
