import CLibpq
import Synchronization

/// One cancel request on its way to the server.
///
/// `PQcancel` blocks, even for ever when the server is frozen, so it gets a thread of its own. The connection must not start another
/// statement before `isDelivered`: the request would hit that one.
final class CancelRequest: Sendable {
    private static let stackBytes = 256 << 10
    private let delivered = Atomic(false)

    /// Whether the server has taken the request.
    var isDelivered: Bool { delivered.load(ordering: .acquiring) }

    /// Sends the request for what `connection` does now, and wakes its thread when it has arrived.
    init(connection: OpaquePointer, wakePipe: WakePipe) throws {
        // Safe to hand over: a PGcancel is a copy of the address and key, and the thread alone frees it.
        nonisolated(unsafe) let cancel = PQgetCancel(connection)
        try ConnectionThread.start(stackBytes: Self.stackBytes) { [self] in
            var words = [CChar](repeating: 0, count: 256)
            _ = PQcancel(cancel, &words, Int32(words.count))  // a refused request ends at the caller's deadline
            PQfreeCancel(cancel)
            delivered.store(true, ordering: .releasing)
            wakePipe.wake()
        }
    }
}
