import Foundation
import Glibc

/// Where readers connect to, and what they ask for.
public struct StreamTarget: Sendable {
    /// The form of what readers are sent.
    public enum Form: Sendable, Hashable {
        /// An event stream that begins with `stream.opened`, and whose ids rise.
        case courant
        /// Any event stream: open as soon as its head has come.
        case anyEventStream
        /// `/v1/events`, asked again and again with `wait=25`; a path with its topic.
        case longPoll
        /// Text frames over a WebSocket.
        case webSocket
    }

    /// For the `Host` field.
    public let authority: String
    /// In network order.
    let address: in_addr
    let port: UInt16
    /// Path and query, one for each topic; readers are spread over them evenly.
    public let paths: [String]
    /// What is sent there.
    public let form: Form

    /// - Parameters:
    ///   - url: `http://host:port`, with a path when `paths` is empty.
    ///   - paths: Path and query for each topic.
    /// - Throws: `BenchError` when it is no address of plain HTTP, or the host has no IPv4 address.
    public init(_ url: String, paths: [String] = [], form: Form) throws {
        guard let parts = URLComponents(string: url), let host = parts.host, parts.scheme == "http" || parts.scheme == "ws"
        else {
            throw BenchError("«\(url)» is no address as in http://127.0.0.1:8080; only plain HTTP is measured")
        }
        let port = UInt16(clamping: parts.port ?? 80)
        let path =
            (parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath)
            + (parts.percentEncodedQuery.map { "?\($0)" } ?? "")
        self.authority = "\(host):\(port)"
        self.address = try StreamTarget.resolve(host)
        self.port = port
        self.paths = paths.isEmpty ? [path] : paths
        self.form = form
    }

    /// The request of a reader.
    func request(topic: Int, lastEventID: String?) -> String {
        let path = paths[topic % paths.count]
        switch form {
        case .courant, .anyEventStream:
            let id = lastEventID.map { "Last-Event-ID: \($0)\r\n" } ?? ""
            return "GET \(path) HTTP/1.1\r\nHost: \(authority)\r\nAccept: text/event-stream\r\n\(id)\r\n"
        case .longPoll:
            // The first answer comes at once, and says where to go on from.
            let after = lastEventID.map { "&wait=25&after=\($0)" } ?? ""
            return "GET \(path)\(after) HTTP/1.1\r\nHost: \(authority)\r\nAccept: application/json\r\n\r\n"
        case .webSocket:
            // The key may be any; what the server makes of it is not checked here.
            let after = lastEventID.map { "?after=\($0)" } ?? ""
            return "GET \(path)\(after) HTTP/1.1\r\nHost: \(authority)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Y291cmFudC1iZW5jaC0wMQ==\r\n\r\n"
        }
    }

    /// Connects a socket, or begins to.
    /// - Returns: What connect(2) did: not 0 means that `errno` says why.
    func connect(_ socket: Int32) -> Int32 {
        var peer = sockaddr_in()
        peer.sin_family = sa_family_t(AF_INET)
        peer.sin_port = port.bigEndian
        peer.sin_addr = address
        return withUnsafePointer(to: &peer) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func resolve(_ host: String) throws -> in_addr {
        var hints = addrinfo()
        hints.ai_family = AF_INET
        var found: UnsafeMutablePointer<addrinfo>?
        defer { if let found { freeaddrinfo(found) } }
        guard getaddrinfo(host, nil, &hints, &found) == 0, let address = found?.pointee.ai_addr else {
            throw BenchError("The host \(host) has no IPv4 address")
        }
        return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { $0.pointee.sin_addr }
    }
}
