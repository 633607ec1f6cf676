import EventStreams
import NIOCore
import Testing

@Suite struct ServerSentEventTests {
    @Test(arguments: [
        (ServerSentEvent(data: ""), "data: \n\n"),
        (ServerSentEvent(data: "a"), "data: a\n\n"),
        (ServerSentEvent(data: " a"), "data:  a\n\n"),
        (ServerSentEvent(data: "a\nb"), "data: a\ndata: b\n\n"),
        (ServerSentEvent(data: "a\r\nb\rc\n"), "data: a\ndata: b\ndata: c\ndata: \n\n"),
        (ServerSentEvent(data: "\n\n"), "data: \ndata: \ndata: \n\n"),
        (ServerSentEvent(data: "a\u{2028}b\u{85}c\u{0B}d"), "data: a\u{2028}b\u{85}c\u{0B}d\n\n"),
        (ServerSentEvent(data: "e\u{301}\n\u{301}"), "data: e\u{301}\ndata: \u{301}\n\n"),
        (ServerSentEvent(id: "1", event: "x", data: "a"), "id: 1\nevent: x\ndata: a\n\n"),
        (ServerSentEvent(id: "", data: "a"), "id: \ndata: a\n\n"),
        (
            ServerSentEvent(retry: .seconds(2), id: "1", event: "x", data: "a"),
            "retry: 2000\nid: 1\nevent: x\ndata: a\n\n"
        ),
    ])
    func isWrittenAsTheStandardSays(_ block: ServerSentEvent, _ text: String) {
        #expect(encoded(block) == text)
    }

    @Test(arguments: ["1\n2", "1\r2", "1\r\n2", "1\u{0}2", "\n1\r2\n", "1\ndata: forged"])
    func noFieldCanBeForged(_ value: String) {
        let text = encoded(ServerSentEvent(id: value, event: value, data: "a"))
        let clean = value.filter { !["\n", "\r", "\r\n", "\0"].contains($0) }
        #expect(text == "id: \(clean)\nevent: \(clean)\ndata: a\n\n")
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .microseconds(999), .milliseconds(1)])
    func retryIsNeverZero(_ retry: Duration) {
        #expect(encoded(ServerSentEvent(retry: retry, data: "a")) == "retry: 1\ndata: a\n\n")
    }

    @Test func beginsWithoutAByteOrderMark() {
        var bytes = ByteBuffer()
        bytes.writeServerSentEvent(ServerSentEvent(data: "\u{FEFF}a"))
        #expect(bytes.getBytes(at: 0, length: 4) == Array("data".utf8))
    }

    @Test(arguments: ["", "a", "äöü"], ["", "xyz"])
    func tellsWhereTheDataStands(_ data: String, before: String) {
        var bytes = ByteBuffer(string: before)
        let line = bytes.writeServerSentEvent(ServerSentEvent(id: "1", data: data))
        #expect(bytes.getString(at: bytes.readerIndex + line.lowerBound, length: line.count) == data)
    }

    @Test(arguments: [
        (Duration.milliseconds(1_500), Int64(1_500)), (.nanoseconds(1_999_999), 1), (.seconds(86_400), 86_400_000),
    ])
    func millisecondsAreRoundedDown(_ duration: Duration, _ milliseconds: Int64) {
        #expect(duration.milliseconds == milliseconds)
    }

    private func encoded(_ block: ServerSentEvent) -> String {
        var bytes = ByteBuffer()
        bytes.writeServerSentEvent(block)
        return String(buffer: bytes)
    }
}
