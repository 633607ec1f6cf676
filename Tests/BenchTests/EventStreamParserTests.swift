import Testing

@testable import Bench

/// Event streams, in whatever pieces they come.
struct EventStreamParserTests {
    private func take(_ pieces: [String]) -> (frames: [StreamFrame], id: String) {
        var parser = EventStreamParser()
        var frames: [StreamFrame] = []
        for piece in pieces {
            Array(piece.utf8).withUnsafeBytes { bytes in
                var rest = bytes
                while let frame = parser.next(&rest) { frames.append(frame) }
            }
        }
        return (frames, parser.lastEventID.text)
    }

    private static let stream = """
        retry: 2140
        id: a41f09c2-7
        event: stream.opened
        data: {"verdict":"resumed","from":"a41f09c2-7","head":"a41f09c2-8"}

        : a comment
        id: a41f09c2-8
        event: article.updated
        data: {"data":{"marker":"bench-00000123","padding":"xxxxxx"}}

        id: a41f09c2-9
        event: stream.checkpoint
        data: {}

        retry: 500
        event: stream.closing
        data: {"reason":"lagging","retry_ms":500}


        """

    @Test func `Frames are the same wherever their bytes are split`() {
        let (frames, id) = take([Self.stream])
        #expect(
            frames == [
                StreamFrame(kind: .opened(isReset: false), retry: 2140), StreamFrame(number: 123),
                StreamFrame(kind: .checkpoint),
                StreamFrame(kind: .closing(.lagging), retry: 500),
            ])
        #expect(id == "a41f09c2-9")
        for index in Self.stream.indices {
            let (split, id) = take([String(Self.stream[..<index]), String(Self.stream[index...])])
            #expect(split == frames)
            #expect(id == "a41f09c2-9")
        }
        #expect(take(Self.stream.map { String($0) }).frames == frames)
    }

    @Test func `Lines may end with CR LF`() {
        #expect(take([Self.stream.replacing("\n", with: "\r\n")]).frames == take([Self.stream]).frames)
    }

    @Test func `The id of a frame that did not arrive whole is not kept`() {
        let (frames, id) = take(["id: x-1\ndata: bench-00000001\n\nid: x-2\ndata: bench-00000002\n"])
        #expect(frames == [StreamFrame(number: 1)])
        #expect(id == "x-1")
    }

    @Test func `A reset is told from other openings`() {
        let text = "event: stream.opened\ndata: {\"verdict\":\"reset\",\"reason\":\"expired\"}\n\n"
        #expect(take([text]).frames == [StreamFrame(kind: .opened(isReset: true))])
    }

    @Test func `A stream that begins anew remembers its id, and nothing of a frame that was begun`() {
        var parser = EventStreamParser()
        let take = { (parser: inout EventStreamParser, text: String) in
            Array(text.utf8).withUnsafeBytes { bytes in
                var rest = bytes
                return parser.next(&rest)
            }
        }
        _ = take(&parser, "id: t-5\ndata: bench-00000005\n\n")
        _ = take(&parser, "id: t-6\ndata: bench-0000")
        parser.reconnect()
        #expect(parser.lastEventID.text == "t-5")
        #expect(take(&parser, "data: bench-00000006\n\n") == StreamFrame(number: 6))
        #expect(parser.lastEventID.text == "t-5")
    }

    @Test(arguments: [("a41f09c2-1042", 1042), ("-7", 7), ("1700000000:0", nil), ("x-", nil), ("", nil)] as [(String, Int?)])
    func `The position is what stands behind the last hyphen`(_ text: String, position: Int?) {
        var id = EventID()
        Array(text.utf8).withUnsafeBytes { id.set($0) }
        #expect(id.text == text)
        #expect(id.position == position)
    }

    @Test(
        arguments: [
            ("bench-00000001", 1), ("xbench-benchbench-00000042y", 42), ("bench-1", nil), ("bench-0000000x bench-00000003", 3),
            ("", nil),
        ] as [(String, Int?)])
    func `A marker is found in any text`(_ text: String, number: Int?) {
        #expect(Array(text.utf8).withUnsafeBytes { Marker.number(in: $0) } == number)
    }

    @Test func `A marker reads as it was written`() {
        for number in [1, 999, 12_345_678, 99_999_999] {
            #expect(Array(Marker.text(number).utf8).withUnsafeBytes { Marker.number(in: $0) } == number)
        }
    }
}
