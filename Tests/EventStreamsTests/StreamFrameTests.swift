import EventStreams
import NIOCore
import Testing

@Suite struct StreamFrameTests {
    @Test(arguments: [1, 9, 10, 15, 16, 17, 255, 256, 4_095, 4_096, 65_536])
    func theChunkHoldsTheBytes(_ count: Int) {
        let bytes = ByteBuffer(bytes: (0..<count).map { UInt8(truncatingIfNeeded: $0) })
        let frame = StreamFrame(bytes)
        #expect(frame.bytes == bytes)
        var framed = ByteBuffer(string: String(count, radix: 16) + "\r\n")
        framed.writeImmutableBuffer(bytes)
        framed.writeString("\r\n")
        #expect(frame.chunked == framed)
        #expect(frame.byteCount == framed.readableBytes)
    }

    @Test func bothViewsShareOneStorage() {
        let frame = StreamFrame(ServerSentEvent(data: "a"))
        let chunked = frame.chunked.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) }
        let bytes = frame.bytes.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) }
        #expect(bytes == chunked + 3, "the bytes alone lie behind the chunk's size line")
    }

    @Test func blocksThatGoTogetherAreOneChunk() {
        let frame = StreamFrame([ServerSentEvent(id: "1", data: "a"), ServerSentEvent(data: "b")])
        #expect(String(buffer: frame.bytes) == "id: 1\ndata: a\n\ndata: b\n\n")
        #expect(String(buffer: frame.chunked).hasPrefix("18\r\nid: 1"))
    }

    @Test func anEmptyChunkIsRefused() async {
        await #expect(processExitsWith: .failure) { _ = StreamFrame(ByteBuffer()) }
    }
}
