import Testing

@testable import Bench

/// Frames of a WebSocket server.
struct WebSocketMessageTests {
    private func frame(_ length: Int, opcode: UInt8 = 1) -> [UInt8] {
        let head: [UInt8] =
            switch length {
            case 0...125: [UInt8(length)]
            case 126...0xffff: [126, UInt8(length >> 8), UInt8(length & 0xff)]
            default: [127] + (0..<8).reversed().map { UInt8(length >> ($0 * 8) & 0xff) }
            }
        return [0x80 | opcode] + head + [UInt8](repeating: 0x78, count: length)
    }

    @Test(arguments: [0, 1, 125, 126, 500, 65_535, 65_536])
    func `A frame is taken once it is whole`(length: Int) {
        let bytes = frame(length)
        bytes.withUnsafeBytes { whole in
            let message = WebSocketMessage(whole, from: 0)
            #expect(message?.payload.count == length)
            #expect(message?.end == bytes.count)
            #expect(message?.isPing == false)
            for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 50)) {
                #expect(WebSocketMessage(UnsafeRawBufferPointer(rebasing: whole[..<count]), from: 0)?.end == nil)
            }
        }
    }

    @Test func `Frames follow one another, and a ping is told apart`() {
        (frame(3) + frame(0, opcode: 9) + frame(2)).withUnsafeBytes { bytes in
            var (start, found) = (0, [String]())
            while let message = WebSocketMessage(bytes, from: start) {
                found.append("\(message.isPing ? "ping " : "")\(message.payload.count)")
                start = message.end
            }
            #expect(found == ["3", "ping 0", "2"])
        }
    }
}
