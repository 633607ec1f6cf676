import NIOCore
import NIOWebSocket
import Testing

@testable import EventStreams

@Suite struct WebSocketClosingTests {
    private func payload(_ code: UInt16, _ reason: [UInt8] = []) -> [UInt8] { [UInt8(code >> 8), UInt8(code & 255)] + reason }

    @Test(arguments: [1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999] as [UInt16])
    func `A peer that closes gets its code back, and the connection ends once that is sent`(_ code: UInt16) {
        var talk = WebSocketTalk()
        let actions = talk.hear(.connectionClose, payload(code, Array("bye".utf8)))
        #expect(actions.closeCode?.rawValue == code)
        #expect(actions.count == 1)
        #expect(talk.take(actions) == [.cut])
        #expect(talk.session.state == .ended(.peerClosed(WebSocketCloseCode(rawValue: code))))
        #expect(talk.session.deadline == nil)
    }

    @Test func `A Close without a code is answered with one`() {
        var talk = WebSocketTalk()
        let actions = talk.hear(.connectionClose)
        #expect(actions == [.write(ByteBuffer(bytes: [0x88, 0]))])
        #expect(talk.take(actions) == [.cut])
    }

    @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535] as [UInt16])
    func `A code that may not be sent closes with 1002`(_ code: UInt16) {
        var talk = WebSocketTalk()
        let actions = talk.hear(.connectionClose, payload(code))
        #expect(actions.closeCode == .protocolError)
        #expect(talk.take(actions) == [.cut], "who has said Close only waits for the end")
    }

    @Test func `A Close of one byte closes with 1002, a reason that is not UTF-8 with 1007`() {
        var talk = WebSocketTalk()
        #expect(talk.hear(.connectionClose, [3]).closeCode == .protocolError)
        var other = WebSocketTalk()
        #expect(other.hear(.connectionClose, payload(1000, [0xCE, 0xBA, 0xE1])).closeCode == .invalidData)
    }

    @Test func `Closing from here awaits the peer's Close, and hears nothing else`() {
        var talk = WebSocketTalk()
        let actions = talk.session.close(.normal, "done", at: talk.now)
        #expect(actions.closeCode == .normal)
        #expect(talk.take(actions) == [])
        #expect(talk.hear(.text, "late") == [])
        #expect(talk.hear(.ping, "late") == [])
        #expect(talk.session.send(.text, ByteBuffer(string: "late")).delivery == .closed)
        #expect(talk.session.close(.goingAway, "again", at: talk.now) == [])
        #expect(talk.hear(.connectionClose, payload(1000)) == [.cut])
        #expect(talk.session.state == .ended(.closed(.normal)))
    }

    @Test func `A peer that does not close in time is cut`() {
        var talk = WebSocketTalk { $0.closing = .seconds(3) }
        _ = talk.session.close(.normal, "", at: talk.now)
        #expect(talk.session.deadline == talk.now + .seconds(3))
        #expect(talk.pass(.seconds(2)) == [])
        #expect(talk.pass(.seconds(1)) == [.cut])
    }

    @Test func `A peer that closes and takes nothing is cut`() {
        var talk = WebSocketTalk { $0.closing = .seconds(3) }
        _ = talk.session.send(.text, ByteBuffer(string: "not taken"))
        _ = talk.hear(.connectionClose)
        #expect(talk.pass(.seconds(2)) == [])
        #expect(talk.pass(.seconds(1)) == [.cut])
    }

    @Test func `The server's stop closes with 1001, when nobody has before`() {
        var talk = WebSocketTalk { $0.drain = .seconds(5) }
        let isNews = (talk.session.drain(at: talk.now), talk.session.drain(at: talk.now))
        #expect(isNews == (true, false), "it is told once")
        #expect(talk.session.deadline == talk.now + .seconds(5))
        #expect(talk.pass(.seconds(5)).closeCode == .goingAway)
    }

    @Test func `A broken connection ends it, whatever was going on`() {
        var talk = WebSocketTalk()
        #expect(talk.session.broke() == [.cut])
        #expect(talk.session.state == .ended(.gone))
        #expect(talk.session.broke() == [])
        #expect(talk.pass(.hours(1)) == [])
    }

    @Test func `A long reason is cut between two characters`() {
        let close = ByteBuffer.webSocketClose(.normal, String(repeating: "é", count: 100))
        #expect(close.readableBytes == 2 + 2 + 122)
    }
}
