import CLinux
import Glibc
import LiveFeed
import NIOCore

/// A TCP port to which connections come. One thread accepts; any may stop it.
final class Listener: Sendable {
    /// A connection, and where it comes from.
    struct Arrival {
        let socket: Socket
        let address: String
    }

    /// The port; from the kernel when 0 was asked for.
    let port: Int
    private let descriptor: CInt

    /// How long the kernel keeps a connection to itself that says nothing. Source: tcp(7), TCP_DEFER_ACCEPT.
    private static let deferSeconds: CInt = 1
    /// How long to wait for a descriptor when the process has none left: the connection stays in the backlog.
    private static let pauseMicroseconds: UInt32 = 20_000

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
        let descriptor = socket(family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        Listener.set(SOL_SOCKET, SO_REUSEADDR, 1, on: descriptor)
        Listener.set(CInt(IPPROTO_TCP), TCP_DEFER_ACCEPT, Listener.deferSeconds, on: descriptor)
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

    /// Waits for the next connection.
    /// - Returns: `nil` once the listener has been stopped.
    func accept() -> Arrival? {
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
            case EINVAL, EBADF: return nil
            case EMFILE, ENFILE, ENOMEM, ENOBUFS: usleep(Listener.pauseMicroseconds)
            default: continue
            }
        }
    }

    /// Takes no more connections.
    func stop() { _ = shutdown(descriptor, CInt(SHUT_RDWR)) }

    private static func set(_ level: CInt, _ option: CInt, _ value: CInt, on descriptor: CInt) {
        var value = value
        // None of these can fail for a TCP socket; without them it works less well.
        _ = setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
    }

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
        let offset =
            family == sa_family_t(AF_INET6)
            ? MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) : MemoryLayout<sockaddr_in>.offset(of: \.sin_addr)
        return withUnsafeBytes(of: &address) { bytes in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
                let written = inet_ntop(
                    CInt(family), bytes.baseAddress?.advanced(by: offset ?? 0), text.baseAddress, socklen_t(text.count))
                return written.map { String(cString: $0) } ?? "unknown"
            }
        }
    }
}
