import NIOCore
import Testing

@testable import EventStreams

@Suite struct WebSocketInboxTests {
    private func message(_ text: String) -> WebSocketMessage {
        WebSocketMessage(.text, ByteBuffer(string: text), isOverRate: false)
    }

    @Test func `The server's stop is told first, then a pong, then messages in order`() async {
        let inbox = WebSocketInbox(maxCount: 8)
        inbox.put(message("a"))
        inbox.put(message("b"))
        inbox.pong()
        inbox.pong()
        inbox.stop()
        inbox.end()
        inbox.put(message("late"))
        var events: [WebSocketEvent] = []
        while let event = await inbox.next() { events.append(event) }
        #expect(events == [.stopping, .pong, .message(message("a")), .message(message("b"))])
        #expect(await inbox.next() == nil)
    }

    @Test func `It is full at its bound, and tells of room at half of it, once`() async {
        let inbox = WebSocketInbox(maxCount: 4)
        for text in ["a", "b", "c", "d"] {
            #expect(!inbox.isFull)
            inbox.put(message(text))
        }
        #expect(inbox.isFull)
        _ = await inbox.next()
        #expect(!inbox.hasRoomAgain())
        _ = await inbox.next()
        #expect(inbox.hasRoomAgain())
        #expect(!inbox.hasRoomAgain())
    }

    @Test func `Who waits hears what comes, and of the end`() async {
        let inbox = WebSocketInbox(maxCount: 4)
        async let first = inbox.next()
        inbox.pong()
        #expect(await first == .pong)
        async let second = inbox.next()
        inbox.end()
        #expect(await second == nil)
    }

    @Test func `Who is cancelled waits no longer`() async {
        let inbox = WebSocketInbox(maxCount: 4)
        let waiting = Task { await inbox.next() }
        waiting.cancel()
        #expect(await waiting.value == nil)
    }
}
