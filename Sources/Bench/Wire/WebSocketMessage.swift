/// A frame of a server, which does not mask. Source: RFC 6455 section 5.2.
struct WebSocketMessage {
    /// What a client answers a ping with: an empty pong, masked with nothing.
    static let pong: [UInt8] = [0x8a, 0x80, 0, 0, 0, 0]

    let isPing: Bool
    let payload: UnsafeRawBufferPointer
    /// Where the next one begins.
    let end: Int

    /// - Returns: `nil` when it is not complete.
    init?(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        guard bytes.count >= start + 2 else { return nil }
        var length = Int(bytes[start + 1] & 0x7f)
        var body = start + 2
        let extra = length == 126 ? 2 : length == 127 ? 8 : 0
        if extra > 0 {
            guard bytes.count >= body + extra else { return nil }
            length = bytes[body..<(body + extra)].reduce(0) { $0 << 8 | Int($1) }
            body += extra
        }
        guard length >= 0, bytes.count - body >= length else { return nil }
        isPing = bytes[start] & 0x0f == 0x9
        payload = UnsafeRawBufferPointer(rebasing: bytes[body..<(body + length)])
        end = body + length
    }
}
