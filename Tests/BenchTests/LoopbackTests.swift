import Foundation
import Glibc
import Synchronization
import Testing

@testable import Bench

/// Readers over real sockets, told things by a server that does what the test wants.
struct LoopbackTests {
    private func withReaders(
        _ answer: @escaping @Sendable (_ request: String) -> String, _ body: (Readers) async throws -> Void
    ) async throws {
        let server = try ScriptedServer(answer)
        let readers = try Readers(of: StreamTarget("http://127.0.0.1:\(server.port)/stream", form: .courant))
        defer {
            readers.close()
            server.stop()
        }
        try await body(readers)
    }

    private static func frames(_ numbers: [Int], verdict: String = "fresh") -> String {
        let opening = "event: stream.opened\nid: t-0\ndata: {\"verdict\":\"\(verdict)\"}\n\n"
        let events = numbers.map { "id: t-\($0)\ndata: \(Marker.text($0))\n\n" }.joined()
        return "HTTP/1.1 200 OK\r\n\r\n\(opening)\(events)"
    }

    @Test func `Readers count what is missing, repeated and out of order`() async throws {
        try await withReaders { _ in
            Self.frames([1, 2, 2, 5, 4])
        } _: { readers in
            await readers.open(3, from: 1)
            try await readers.until("15 events", within: .seconds(20)) { $0.deliveries >= 12 && $0.repeated >= 3 }
            let tally = await readers.tally
            #expect(tally.open == 3)
            #expect(tally.late == 3)
            #expect(tally.gaps == 3)
            #expect(tally.fallingIDs == 3)
            #expect(!tally.isExact)
            #expect(await readers.missing(through: 6) == 6)
        }
    }

    @Test func `Readers who come back say where they were`() async throws {
        let answer: @Sendable (String) -> String = { request in
            request.contains("Last-Event-ID: t-2\r\n") ? Self.frames([3], verdict: "resumed") : Self.frames([1, 2])
        }
        try await withReaders(answer) { readers in
            await readers.open(2, from: 1)
            try await readers.until("4 events", within: .seconds(20)) { $0.deliveries == 4 }
            await readers.dropAll()
            await readers.reconnectAll(concurrency: 1)
            try await readers.until("6 events", within: .seconds(20)) { $0.deliveries == 6 }
            #expect(await readers.tally.isExact)
            #expect(await readers.missing(through: 3) == 0)
        }
    }

    @Test func `Waiting in vain says what there was instead`() async throws {
        try await withReaders { _ in
            Self.frames([1])
        } _: { readers in
            await readers.open(1, from: 1)
            await #expect(throws: BenchError.self) {
                try await readers.until("two events", within: .milliseconds(300)) { $0.deliveries == 2 }
            }
        }
    }
}

/// Answers every request, whatever it is, with what a closure says, and keeps the connection.
private final class ScriptedServer: Sendable {
    let port: Int
    private let listener: Int32
    private let sockets = Mutex<[Int32]>([])

    init(_ answer: @escaping @Sendable (String) -> String) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listener, size) = (listener, length)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) | listen(listener, 16) | getsockname(listener, $0, &length)
            }
        }
        guard status == 0 else { throw BenchError("no listener") }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while true {
                let socket = accept(listener, nil, nil)
                guard socket >= 0 else { return }
                self?.sockets.withLock { $0.append(socket) }
                var request = [UInt8](repeating: 0, count: 4096)
                let count = recv(socket, &request, request.count, 0)
                var text = answer(String(decoding: request.prefix(max(0, count)), as: UTF8.self))
                text.withUTF8 { _ = send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
        }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        for socket in sockets.withLock({ $0 }) { close(socket) }
    }
}
