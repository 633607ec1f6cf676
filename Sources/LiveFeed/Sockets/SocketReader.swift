import EventStreams
import Newsroom

/// One open stream on a bare socket: 56 bytes, and four more in its subscription.
struct SocketReader {
    /// How far its life has come.
    enum Phase: UInt8 {
        /// Follows the log.
        case open
        /// Is sent its last bytes, and follows nothing any more.
        case leaving
        /// Nobody: the next one may have its place.
        case gone
    }

    let socket: Socket
    /// Tells it from others that had, or will have, its slot.
    let serial: UInt32
    var place: Subscriptions.Place
    var state: ReaderState
    var body: StreamBody
    var phase = Phase.open
    /// Whether the kernel is asked to say when it takes bytes again.
    var waitsForRoom = false
    /// Where it came from, for the census.
    let address: String
}

/// All readers of one broadcaster, by slot. A slot is not given away before its reader is gone.
struct SocketReaders {
    private var slots: ContiguousArray<SocketReader> = []
    private var free: [Int32] = []
    private var serial: UInt32 = 0

    /// Readers that have a socket.
    var count: Int { slots.count - free.count }

    var indices: Range<Int32> { 0..<Int32(slots.count) }

    subscript(slot: Int32) -> SocketReader {
        _read { yield slots[Int(slot)] }
        _modify { yield &slots[Int(slot)] }
    }

    /// The slot that the next reader will have.
    var nextSlot: Int32 { free.last ?? Int32(slots.count) }

    /// Puts a reader in `nextSlot`.
    mutating func add(
        _ socket: Socket, place: Subscriptions.Place, state: ReaderState, body: StreamBody, address: String
    ) {
        serial &+= 1
        let reader = SocketReader(
            socket: socket, serial: serial, place: place, state: state, body: body, address: address)
        if let slot = free.popLast() { slots[Int(slot)] = reader } else { slots.append(reader) }
    }

    /// Frees a slot.
    mutating func remove(_ slot: Int32) {
        slots[Int(slot)].phase = .gone
        free.append(slot)
    }

    /// Direct access for the pass that writes to thousands.
    mutating func withUnsafeMutableBufferPointer<Result>(
        _ body: (inout UnsafeMutableBufferPointer<SocketReader>) -> Result
    ) -> Result {
        slots.withUnsafeMutableBufferPointer(body)
    }
}
