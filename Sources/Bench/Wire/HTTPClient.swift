import Foundation
import Glibc

/// Asks a server one thing after another on one connection, each at once when it is asked; blocks a thread of its own meanwhile.
public final class HTTPClient: Sendable {
    /// What was answered.
    public struct Answer: Sendable {
        /// The status.
        public let status: Int
        /// The body.
        public let body: [UInt8]

        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    private static let timeoutSeconds = 30
    private let target: StreamTarget
    private let queue = DispatchQueue(label: "courant.bench.http")
    /// Touched on the queue only.
    private nonisolated(unsafe) var socket: Int32 = -1

    /// - Parameter url: `http://host:port`; connects to nothing yet.
    /// - Throws: `BenchError` when it is no such address.
    public init(_ url: String) throws {
        target = try StreamTarget(url, form: .anyEventStream)
    }

    deinit { if socket >= 0 { Glibc.close(socket) } }

    /// The path that the address itself names.
    public var path: String { target.paths[0] }

    /// Sends a request and waits for the answer.
    /// - Parameters:
    ///   - method: `GET` or `POST`.
    ///   - path: With its query.
    ///   - headers: Whole lines, without their ends.
    ///   - body: With what it is; `nil` for none.
    /// - Throws: `BenchError` when there is no answer.
    public func send(
        _ method: String, _ path: String, headers: [String] = [], body: (type: String, text: String)? = nil
    ) async throws -> Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(target.authority)\r\n" + headers.map { "\($0)\r\n" }.joined()
        if let body { head += "Content-Type: \(body.type)\r\nContent-Length: \(body.text.utf8.count)\r\n" }
        let request = head + "\r\n" + (body?.text ?? "")
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.exchange(request) }) }
        }
    }

    // MARK: On the queue

    private func exchange(_ request: String) throws -> Answer {
        // The server may have ended a connection that was quiet for long.
        let isFresh = socket < 0
        do {
            return try attempt(request)
        } catch {
            Glibc.close(socket)
            socket = -1
            guard !isFresh else { throw error }
            return try attempt(request)
        }
    }

    private func attempt(_ request: String) throws -> Answer {
        if socket < 0 { try connect() }
        var text = request
        try text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { throw failure("does not take a request") }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
        return try receive()
    }

    private func connect() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: HTTPClient.timeoutSeconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard target.connect(socket) == 0 else { throw failure("cannot be reached") }
    }

    private func receive() throws -> Answer {
        var parser = HTTPResponseParser()
        var (status, body) = (0, [UInt8]())
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = recv(socket, buffer.baseAddress, buffer.count, 0)
            guard count > 0 else {
                if count == 0, parser.mayEnd, status > 0 { return Answer(status: status, body: body) }
                throw failure("does not answer")
            }
            var bytes = UnsafeRawBufferPointer(start: buffer.baseAddress, count: count)
            while let part = parser.next(&bytes) {
                switch part {
                case .head(let found): status = found
                case .body(let part): body += part
                case .end: return Answer(status: status, body: body)
                case .invalid: throw BenchError("\(target.authority) does not speak HTTP/1.1")
                }
            }
        }
    }

    private func failure(_ what: String) -> BenchError {
        BenchError("\(target.authority) \(what): \(String(cString: strerror(errno)))")
    }
}
