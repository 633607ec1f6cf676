import EventStreams
import Glibc

/// An event stream read from a bare socket, so that nothing between hides a wrong byte. Belongs to one task.
final class StreamClient {
    /// Thrown once the client has read as many bytes as it wants.
    struct Enough: Error {}

    /// The response's header block.
    private(set) var head: String?
    /// What an `EventSource` would send as its last event id.
    private(set) var lastEventID: String?
    private var descriptor: CInt
    private var allowance: Int
    private var raw: [UInt8] = []
    private let coding: ContentCoding
    private var body = ChunkedBody()
    private let inflater = Inflater()
    private var parser = StreamParser()

    /// Connects and asks.
    /// - Parameters:
    ///   - coding: The only one that it takes.
    ///   - allowance: Bytes after which `next` disconnects at whatever byte that is.
    ///   - receiveBuffer: `SO_RCVBUF`, for clients that are to be slow.
    init(
        port: Int, target: String, coding: ContentCoding = .identity, lastEventID: String? = nil, allowance: Int = .max,
        receiveBuffer: CInt? = nil
    ) throws {
        self.coding = coding
        self.allowance = allowance
        self.lastEventID = lastEventID
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failed = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) != 0 }
        }
        if failed { throw TestProblem("connect: errno \(errno)") }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        var lines = ["GET \(target) HTTP/1.1", "Host: localhost", "Accept: text/event-stream", "Accept-Encoding: \(coding)"]
        if let lastEventID { lines.append("Last-Event-ID: \(lastEventID)") }
        let request = Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
        guard send(descriptor, request, request.count, CInt(MSG_NOSIGNAL)) == request.count else {
            throw TestProblem("send: errno \(errno)")
        }
    }

    deinit { close() }

    /// Whether a gzip stream was ended, with the right checksum and length.
    var hasTrailer: Bool { inflater.isEnded }

    /// Closes as a process that ends does.
    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Sends a reset, as a crashed middlebox does.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    /// Says that no more requests come, but goes on reading.
    func halfClose() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// The next block; `nil` when the response was ended properly.
    func next(within limit: Duration = .seconds(120)) async throws -> StreamBlock? {
        let deadline = ContinuousClock.now + limit
        while true {
            if let block = try parser.next() {
                lastEventID = block.id ?? lastEventID
                return block
            }
            if body.isEnded {
                guard parser.isClean else { throw TestProblem("the response ends within a block") }
                guard coding == .identity || inflater.isEnded else { throw TestProblem("the gzip stream has no trailer") }
                return nil
            }
            if try receive() { continue }
            guard ContinuousClock.now < deadline else { throw TestProblem("nothing came within \(limit)") }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Reads what is there.
    private func receive() throws -> Bool {
        // What was complete counts as read: an `EventSource` has told its page.
        guard allowance > 0 else { throw Enough() }
        guard descriptor >= 0 else { throw TestProblem("the client has closed") }
        var buffer = [UInt8](repeating: 0, count: min(16_384, allowance))
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return false }
        guard count > 0 else {
            let how = count == 0 ? "end of file" : "errno \(errno)"
            throw TestProblem("the connection ended within the response (\(how))")
        }
        try take(buffer.prefix(count))
        if allowance != .max {
            allowance -= count
            if allowance <= 0 { Bool.random() ? reset() : close() }
        }
        return true
    }

    private func take(_ bytes: ArraySlice<UInt8>) throws {
        if head == nil {
            raw += bytes
            guard let end = raw.indices.first(where: { raw[$0...].starts(with: [13, 10, 13, 10]) }) else { return }
            let head = String(decoding: raw[..<end], as: UTF8.self)
            guard head.contains("\r\nContent-Encoding: gzip") == (coding == .gzip) else {
                throw TestProblem("asked for \(coding), got «\(head)»")
            }
            self.head = head
            try body.feed(raw[(end + 4)...])
            raw = []
        } else {
            try body.feed(bytes)
        }
        let bytes = body.take()
        parser.feed(coding == .gzip ? try inflater.feed(bytes) : bytes)
    }
}

extension StreamClient {
    /// The next block that is not a checkpoint.
    func nextTold(within limit: Duration = .seconds(60)) async throws -> StreamBlock? {
        while true {
            let block = try await next(within: limit)
            if block?.event != "stream.checkpoint" { return block }
        }
    }

    /// The stream's first block.
    func opened() async throws -> StreamBlock {
        guard let block = try await next(), block.event == "stream.opened" else { throw TestProblem("the stream did not open") }
        return block
    }

    /// The next blocks of news.
    func news(_ count: Int) async throws -> [StreamBlock] {
        var blocks: [StreamBlock] = []
        while blocks.count < count {
            guard let block = try await nextTold() else {
                throw TestProblem("the stream ended after \(blocks.count) of \(count)")
            }
            if block.isControl { throw TestProblem("\(block) came after \(blocks.count) of \(count) events") }
            blocks.append(block)
        }
        return blocks
    }

    /// All blocks until the response ends.
    func rest() async throws -> [StreamBlock] {
        var blocks: [StreamBlock] = []
        while let block = try await nextTold() { blocks.append(block) }
        return blocks
    }
}
