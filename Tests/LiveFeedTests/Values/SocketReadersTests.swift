import EventStreams
@testable import LiveFeed
import Newsroom
import Testing

@Suite struct SocketReadersTests {
    private func add(_ readers: inout SocketReaders) -> Int32 {
        let slot = readers.nextSlot
        readers.add(
            Socket(descriptor: slot), place: .init(subscription: 0, index: 0),
            state: ReaderState(after: .zero, head: .zero), body: StreamBody(.identity), address: "::1")
        return slot
    }

    @Test func aReaderIsAFewNumbers() {
        #expect(MemoryLayout<SocketReader>.stride == 56)
    }

    @Test func aFreedSlotIsGivenToSomebodyElse() {
        var readers = SocketReaders()
        let slots = (0..<4).map { _ in add(&readers) }
        #expect(slots == [0, 1, 2, 3])
        let serial = readers[1].serial
        readers.remove(1)
        #expect(readers.count == 3)
        #expect(readers[1].phase == .gone)
        #expect(add(&readers) == 1)
        #expect(readers[1].phase == .open)
        #expect(readers[1].serial != serial)
        #expect(readers.count == 4)
    }
}
