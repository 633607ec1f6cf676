import Glibc
import NIOCore

/// A connected socket that no channel has any more. Whoever holds it last closes it.
struct Socket: Sendable, Equatable {
    let descriptor: CInt

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

    /// Throws away what a client sends that has nothing more to say.
    /// - Returns: Whether the client is still there.
    func discardInput(_ scratch: UnsafeMutableRawBufferPointer) -> Bool {
        let count = recv(descriptor, scratch.baseAddress, scratch.count, CInt(MSG_DONTWAIT))
        return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR))
    }

    func close() { _ = Glibc.close(descriptor) }
}
