import Glibc
import NIOCore

/// A connected, non-blocking socket that no channel has. Whoever holds it last closes it.
package struct Socket: Sendable, Equatable {
    package let descriptor: CInt

    package init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// What the kernel did with bytes.
    enum Sent: Equatable {
        /// It took as many; perhaps none, perhaps all.
        case taken(Int)
        /// The connection is broken.
        case broken
    }

    /// A second descriptor of the socket that a channel has, which stays open when the channel closes its own.
    /// - Returns: `nil` when the channel has no socket, or the process has as many descriptors as it may.
    static func duplicate(of channel: any Channel) -> Socket? {
        let own = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) { descriptor in
            fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        }
        guard let own, own >= 0 else { return nil }
        return Socket(descriptor: own)
    }

    /// Sends small frames at once, and bounds what the kernel holds for a client that does not read.
    func prepare(bufferBytes: Int) {
        var on: CInt = 1
        var bytes = CInt(clamping: bufferBytes)
        // Neither can fail for a TCP socket; without them it is slower, or larger, and works.
        _ = setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        _ = setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<CInt>.size))
    }

    /// Gives the kernel what it takes of some bytes at once.
    func send(_ bytes: UnsafeRawBufferPointer) -> Sent {
        while true {
            let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
            if count >= 0 { return .taken(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .taken(0)
            default: return .broken
            }
        }
    }

    /// What there is to read.
    package enum Received: Equatable {
        /// As many bytes.
        case bytes(Int)
        /// Nothing yet.
        case nothing
        /// Nothing more: the client has closed its side, or the connection is broken.
        case ended
    }

    /// Reads what is there.
    /// - Parameter isPeek: Leaves it there.
    package func receive(into room: UnsafeMutableRawBufferPointer, isPeek: Bool) -> Received {
        let flags = CInt(isPeek ? MSG_DONTWAIT | MSG_PEEK : MSG_DONTWAIT)
        let count = recv(descriptor, room.baseAddress, room.count, flags)
        if count > 0 { return .bytes(count) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .ended
    }

    /// Throws away what a client sends that has nothing more to say.
    /// - Returns: Whether the client is still there.
    func discardInput(_ scratch: UnsafeMutableRawBufferPointer) -> Bool {
        receive(into: scratch, isPeek: false) != .ended
    }

    package func close() { _ = Glibc.close(descriptor) }
}
