import NIOCore
import Testing

@testable import EventStreams

@Suite struct UTF8CheckerTests {
    /// Whether bytes, cut in two at every place, are a text.
    private func judge(_ bytes: [UInt8]) -> Set<Bool> {
        Set(
            (0...bytes.count).map { cut in
                var checker = UTF8Checker()
                return checker.check(ByteBuffer(bytes: bytes[..<cut])) && checker.check(ByteBuffer(bytes: bytes[cut...]))
                    && checker.isComplete
            })
    }

    @Test func `Every character is a text`() {
        for start in stride(from: 0 as UInt32, through: 0x10FFFF, by: 0x1000) {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: (start..<start + 0x1000).lazy.compactMap(Unicode.Scalar.init))
            var checker = UTF8Checker()
            #expect(checker.check(ByteBuffer(string: String(text))) && checker.isComplete, "from U+\(String(start, radix: 16))")
        }
    }

    @Test func `It judges as the standard library does, wherever the text is cut`() {
        let alphabet: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5,
        ]
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...6)).map { _ in alphabet.randomElement() ?? 0 }
            let padded = Array("eight or nine bytes".utf8) + bytes + Array("and as many behind".utf8)
            #expect(judge(bytes) == [String(validating: bytes, as: UTF8.self) != nil])
            #expect(judge(padded) == [String(validating: padded, as: UTF8.self) != nil])
        }
    }
}
