import CLinux
import Glibc
import LiveFeed
import NIOCore

/// A TCP port to which connections come.
final class Listener: Sendable {
    /// A connection, and where it comes from.
    struct Arrival {
        let socket: Socket
        let address: String
    }

    /// The port; from the kernel when 0 was asked for.
    let port: Int
    private let descriptor: CInt

    /// Listens.
    /// - Throws: `WebServerError`.
    init(host: String, port: Int, backlog: Int) throws {
        let address: SocketAddress
        do {
            address = try SocketAddress.makeAddressResolvingHost(host, port: port)
        } catch {
            throw WebServerError.cannotListen(host: host, port: port, reason: "\(error)")
        }
        let family: CInt = address.protocol == .inet6 ? AF_INET6 : AF_INET
        let descriptor = Glibc.socket(family, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var on: CInt = 1
        // Without it the port may be taken for a minute after a stop; bind says so.
        _ = setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<CInt>.size))
        let isBound = address.withSockAddr { bind(descriptor, $0, socklen_t($1)) == 0 }
        guard descriptor >= 0, isBound, listen(descriptor, CInt(clamping: backlog)) == 0 else {
            let reason = errno
            if descriptor >= 0 { _ = close(descriptor) }
            if reason == EADDRINUSE { throw WebServerError.addressInUse(host: host, port: port) }
            throw WebServerError.cannotListen(host: host, port: port, reason: String(cString: strerror(reason)))
        }
        self.descriptor = descriptor
        self.port = Listener.port(of: descriptor) ?? port
    }

    deinit { _ = close(descriptor) }

    /// What waits to be accepted can be waited for here.
    var socket: Socket { Socket(descriptor: descriptor) }

    /// Accepts the next connection.
    /// - Returns: `nil` when nobody waits.
    /// - Throws: `OutOfDescriptors`: the connection stays where it is.
    func accept() throws(OutOfDescriptors) -> Arrival? {
        while true {
            var address = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let accepted = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    accept4(descriptor, $0, &length, CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
                }
            }
            if accepted >= 0 { return Arrival(socket: Socket(descriptor: accepted), address: Listener.text(of: &address)) }
            switch errno {
            case EAGAIN, EINVAL, EBADF: return nil
            case EMFILE, ENFILE, ENOMEM, ENOBUFS: throw OutOfDescriptors()
            default: continue
            }
        }
    }

    /// The process, or the machine, has as many open files as it may.
    struct OutOfDescriptors: Error {}

    /// Refuses who comes from now on, and who waits.
    func stop() { _ = shutdown(descriptor, CInt(SHUT_RDWR)) }

    private static func port(of descriptor: CInt) -> Int? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
        }
        guard isKnown else { return nil }
        // The port stands at the same place in both families.
        return withUnsafeBytes(of: address) { Int($0[2]) << 8 | Int($0[3]) }
    }

    private static func text(of address: inout sockaddr_storage) -> String {
        let family = address.ss_family
        // Behind family and port; before the address, version 6 has the flow as well: netinet/in.h.
        let offset = family == sa_family_t(AF_INET6) ? 8 : 4
        return withUnsafeBytes(of: &address) { bytes in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
                let written = inet_ntop(
                    CInt(family), bytes.baseAddress?.advanced(by: offset), text.baseAddress, socklen_t(text.count))
                return written.map { String(cString: $0) } ?? "unknown"
            }
        }
    }
}
