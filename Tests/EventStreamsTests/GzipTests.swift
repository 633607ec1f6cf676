import CZlib
@testable import EventStreams
import NIOCore
import Testing

@Suite struct GzipTests {
    /// Text as long as it is wanted; deflates well.
    private static func prose(_ count: Int) -> ByteBuffer {
        ByteBuffer(bytes: Array("data: the quick brown fox, no. \(count), jumps over ".utf8.cycled.prefix(count)))
    }

    /// Nothing makes this shorter.
    private static func noise(_ count: Int) -> ByteBuffer {
        ByteBuffer(bytes: (0..<count).map { _ in UInt8.random(in: 0...255) })
    }

    private static let counts = [1, 2, 7, 31, 100, 1_000, 4_096, 40_000, 65_534, 65_535, 65_536, 131_070, 131_071, 300_000]

    private func stream(_ blocks: [ByteBuffer], of texts: [ByteBuffer]) -> ByteBuffer {
        var all = ByteBuffer(bytes: GzipBlock.head)
        var checksum = GzipChecksum()
        for block in blocks { all.writeImmutableBuffer(block) }
        for text in texts { checksum.append(text) }
        all.writeBytes(GzipBlock.end)
        checksum.write(to: &all)
        return all
    }

    @Test(arguments: counts)
    func aBlockIsReadBackHoweverItWasMade(_ count: Int) {
        for text in [Self.prose(count), Self.noise(count)] {
            for block in [GzipBlock.deflated(text), GzipBlock.stored(text)] {
                let read = Inflation(stream([block], of: [text]))
                #expect(read.status == Z_STREAM_END && read.rest == 0)
                #expect(read.text == text)
            }
        }
    }

    @Test(arguments: counts)
    func aDeflatedBlockIsNeverLongerThanAStoredOne(_ count: Int) {
        #expect(GzipBlock.deflated(Self.noise(count)).readableBytes <= GzipBlock.stored(Self.noise(count)).readableBytes)
        #expect(GzipBlock.deflated(Self.prose(count)).readableBytes <= count + 5)
    }

    @Test func proseIsShorterDeflated() {
        #expect(GzipBlock.deflated(Self.prose(1_000)).readableBytes < 120)
        #expect(GzipBlock.deflated(Self.prose(300_000)).readableBytes < 3_000)
    }

    @Test func aStoredBlockSaysItsLengthTwice() {
        #expect(GzipBlock.stored(ByteBuffer(string: "abc")) == ByteBuffer(bytes: [0, 3, 0, 0xFC, 0xFF] + Array("abc".utf8)))
        #expect(GzipBlock.stored(Self.noise(65_535)).readableBytes == 65_540)
        #expect(GzipBlock.stored(Self.noise(65_536)).readableBytes == 65_546)
        #expect(GzipBlock.stored(ByteBuffer()).readableBytes == 0)
    }

    @Test func aStreamOfNothingIsOne() {
        let read = Inflation(stream([], of: []))
        #expect(read.status == Z_STREAM_END && read.text.readableBytes == 0)
    }

    @Test(arguments: 0..<20)
    func blocksStandInAnyOrder(_ seed: Int) {
        let texts = (0..<30).map { _ in
            Bool.random() ? Self.prose(.random(in: 1...3_000)) : Self.noise(.random(in: 1...3_000))
        }
        let blocks = texts.map { Bool.random() ? GzipBlock.deflated($0) : GzipBlock.stored($0) }
        let read = Inflation(stream(blocks, of: texts))
        #expect(read.status == Z_STREAM_END)
        #expect(read.text == texts.joined)
    }

    @Test(arguments: 0..<20)
    func eachBlockIsReadAsSoonAsItHasCome(_ seed: Int) {
        var come = ByteBuffer(bytes: GzipBlock.head)
        var told = ByteBuffer()
        for _ in 0..<10 {
            let text = Self.prose(.random(in: 1...2_000))
            come.writeImmutableBuffer(Bool.random() ? GzipBlock.deflated(text) : GzipBlock.stored(text))
            told.writeImmutableBuffer(text)
            #expect(Inflation(come).text == told)
        }
    }

    // MARK: Checksum

    @Test(arguments: 0..<20)
    func theChecksumIsTheSameInWhateverStepsItGoes(_ seed: Int) {
        let texts = (0..<20).map { _ in Self.noise(.random(in: 0...5_000)) }
        var once = GzipChecksum()
        once.append(texts.joined)
        var steps = GzipChecksum()
        var mixed = GzipChecksum()
        for text in texts {
            steps.append(GzipChecksum.Step(of: text))
            if Bool.random() { mixed.append(text) } else { mixed.append(GzipChecksum.Step(of: text)) }
        }
        #expect(steps == once)
        #expect(mixed == once)
        let all = texts.map(GzipChecksum.Step.init(of:)).reduce(GzipChecksum.Step(of: ByteBuffer())) { $0.then($1) }
        #expect(all == GzipChecksum.Step(of: texts.joined))
        var together = GzipChecksum()
        together.append(Self.prose(9))
        together.append(all)
        var apart = GzipChecksum()
        apart.append(Self.prose(9))
        apart.append(texts.joined)
        #expect(together == apart)
    }

    @Test func isWrittenLittleEndian() {
        var checksum = GzipChecksum()
        checksum.append(ByteBuffer(string: "123456789"))
        var bytes = ByteBuffer()
        checksum.write(to: &bytes)
        // The check value of CRC-32, as every catalogue of them has it.
        #expect(bytes == ByteBuffer(bytes: [0x26, 0x39, 0xF4, 0xCB, 9, 0, 0, 0]))
    }
}

@Suite struct StreamBodyTests {
    private let block = ServerSentEvent(id: "1", event: "x", data: "a")

    private func text(_ blocks: ServerSentEvent...) -> ByteBuffer { StreamFrame(blocks).bytes }

    @Test func isAFewNumbers() {
        #expect(MemoryLayout<StreamBody>.size == 9)
    }

    @Test func identityIsTheTextItself() {
        var body = StreamBody(.identity)
        #expect(body.opening(block).bytes == text(block))
        #expect(body.coded(text(block)) == text(block))
        #expect(body.closing(block).bytes == text(block))
        #expect(StreamBody.only(block, .identity).bytes == text(block))
        #expect(body == StreamBody(.identity))
    }

    @Test func gzipIsOneMemberFromTheOpeningToTheTrailer() {
        var body = StreamBody(.gzip)
        var sent = body.opening(block).bytes
        let frame = StreamFrame([block, block])
        for shared in [frame.deflated, frame.stored] {
            sent.writeImmutableBuffer(shared.bytes)
            body.add(shared.step)
        }
        sent.writeImmutableBuffer(body.coded(text(block)))
        #expect(Inflation(sent).status == Z_OK)
        sent.writeImmutableBuffer(body.closing(block).bytes)
        let read = Inflation(sent)
        #expect(read.status == Z_STREAM_END && read.rest == 0)
        #expect(read.text == text(block, block, block, block, block, block, block))
    }

    @Test func aFrameThatWasNotNotedSpoilsTheTrailer() {
        var body = StreamBody(.gzip)
        var sent = body.opening(block).bytes
        sent.writeImmutableBuffer(StreamFrame(block).deflated.bytes)
        sent.writeImmutableBuffer(body.closing(block).bytes)
        #expect(Inflation(sent).status == Z_DATA_ERROR)
    }

    @Test func oneFrameAloneIsAWholeBody() {
        let read = Inflation(StreamBody.only(block, .gzip).bytes)
        #expect(read.status == Z_STREAM_END && read.rest == 0)
        #expect(read.text == text(block))
    }
}

extension [ByteBuffer] {
    fileprivate var joined: ByteBuffer {
        reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1) }
    }
}

extension Sequence {
    /// Again and again.
    fileprivate var cycled: some Sequence<Element> { sequence(first: self) { $0 }.lazy.joined() }
}
