import NIOCore
import NIOWebSocket
import Testing

@testable import EventStreams

@Suite struct WebSocketSendingTests {
    private func text(_ count: Int) -> ByteBuffer { ByteBuffer(repeating: 0x61, count: count) }

    @Test(
        arguments: [
            (0, [0x81, 0]), (125, [0x81, 125]), (126, [0x81, 126, 0, 126]), (65_535, [0x81, 126, 255, 255]),
            (65_536, [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] as [(Int, [UInt8])])
    func `A frame says its length as shortly as it can`(_ count: Int, _ head: [UInt8]) {
        let frame = ByteBuffer.webSocketFrame(.text, text(count))
        #expect(Array(frame.readableBytesView.prefix(head.count)) == head)
        #expect(frame.readableBytes == head.count + count)
    }

    @Test func `What is not taken is bounded, and there is room again at half of it`() {
        var talk = WebSocketTalk { $0.maxUnsentBytes = 1000 }
        var writes: [WebSocketSession.Action] = []
        for _ in 0..<4 { writes += talk.session.send(.text, text(246)).actions }
        #expect(talk.session.send(.text, text(246)).delivery == .full)
        #expect(!talk.session.hasRoom)
        #expect(talk.take([writes[0]]) == [])
        #expect(talk.take([writes[1]]) == [.room])
        #expect(talk.session.send(.text, text(246)).delivery == .sent)
        #expect(talk.take([writes[2]]) == [], "who was not told «full» is not told of room")
    }

    @Test func `A message above the bound is sent alone`() {
        var talk = WebSocketTalk { $0.maxUnsentBytes = 100 }
        let (delivery, actions) = talk.session.send(.text, text(500))
        #expect(delivery == .sent)
        #expect(talk.session.send(.text, text(1)).delivery == .full)
        #expect(talk.take(actions) == [.room])
    }

    @Test func `Who sends pings and takes no answers is owed the last one`() {
        var talk = WebSocketTalk { $0.maxUnsentBytes = 10 }
        let first = talk.hear(.ping, "first 012")
        #expect(first.count == 1)
        #expect(talk.hear(.ping, "second") == [])
        #expect(talk.hear(.ping, "third") == [])
        #expect(talk.take(first) == [.write(.webSocketFrame(.pong, ByteBuffer(string: "third")))])
    }

    @Test func `Pings are sent in time, and an answer is told`() {
        var talk = WebSocketTalk { $0.pingInterval = .seconds(15) }
        #expect(talk.session.deadline == talk.now + .seconds(15))
        #expect(talk.pass(.seconds(14)) == [])
        #expect(talk.pass(.seconds(1)) == [.write(.webSocketFrame(.ping, ByteBuffer(integer: 1 as UInt64)))])
        #expect(talk.hear(.pong, "unasked") == [])
        #expect(talk.hear(.pong, [0, 0, 0, 0, 0, 0, 0, 2]) == [])
        #expect(talk.hear(.pong, [0, 0, 0, 0, 0, 0, 0, 1]) == [.pong])
        #expect(talk.hear(.pong, [0, 0, 0, 0, 0, 0, 0, 1]) == [], "an answer counts once")
    }

    @Test func `After two missed pings the peer is gone`() {
        var talk = WebSocketTalk { $0.pingInterval = .seconds(15) }
        #expect(talk.pass(.seconds(15)).count == 1)
        #expect(talk.pass(.seconds(15)).count == 1)
        #expect(talk.hear(.text, "still talking").count == 1)
        #expect(talk.pass(.seconds(15)) == [.cut])
        #expect(talk.session.state == .ended(.silent))
    }

    @Test func `A later answer makes up for a missed one`() {
        var talk = WebSocketTalk { $0.pingInterval = .seconds(15) }
        _ = talk.pass(.seconds(15))
        _ = talk.pass(.seconds(15))
        #expect(talk.hear(.pong, [0, 0, 0, 0, 0, 0, 0, 2]) == [.pong])
        #expect(talk.pass(.seconds(15)).count == 1)
        #expect(talk.session.state == .open)
    }

    @Test func `While nothing is read no ping counts as missed, for a while`() {
        var talk = WebSocketTalk { $0.pingInterval = .seconds(15) }
        #expect(talk.pass(.seconds(15)).count == 1)
        #expect(talk.pass(.seconds(15)).count == 1)
        for _ in 0..<4 { #expect(talk.pass(.seconds(15), isReading: false) == []) }
        #expect(talk.session.state == .open)
        // The fifth in a row: what it says cannot be taken, because it takes nothing.
        #expect(talk.pass(.seconds(15), isReading: false) == [.cut])
    }

    @Test func `A rate lets a burst through, and then one at a time`() {
        var meter = WebSocketMeter(WebSocketRate(perSecond: 40, burst: 80))
        var now = NIODeadline.uptimeNanoseconds(5_000_000_000)
        func admitted(_ count: Int) -> Int {
            var admitted = 0
            for _ in 0..<count where meter.admit(at: now) { admitted += 1 }
            return admitted
        }
        #expect(admitted(100) == 80)
        now = now + .milliseconds(24)
        #expect(admitted(2) == 0)
        now = now + .milliseconds(1)
        #expect(admitted(2) == 1)
        now = now + .seconds(60)
        #expect(admitted(100) == 80)
    }
}
