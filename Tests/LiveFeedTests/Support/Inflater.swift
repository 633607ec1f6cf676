import CZlib

/// Unpacks a gzip stream as it comes, strictly: one member, whose checksum and length are right.
final class Inflater {
    /// zlib keeps its address.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var room = [UInt8](repeating: 0, count: 16_384)
    /// Whether the trailer was read, and was right.
    private(set) var isEnded = false

    init() {
        stream.initialize(to: z_stream())
        // 16 more than the window: gzip's head and trailer.
        inflateInit2_(stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Takes what has come, and gives all that it says.
    func feed(_ bytes: [UInt8]) throws -> [UInt8] {
        var text: [UInt8] = []
        var bytes = bytes
        try bytes.withUnsafeMutableBufferPointer { bytes in
            stream.pointee.next_in = bytes.baseAddress
            stream.pointee.avail_in = uInt(bytes.count)
            while stream.pointee.avail_in > 0 {
                guard !isEnded else { throw TestProblem("bytes follow the end of the gzip stream") }
                repeat { text += try step() } while stream.pointee.avail_out == 0 && !isEnded
            }
        }
        return text
    }

    private func step() throws -> ArraySlice<UInt8> {
        let count = try room.withUnsafeMutableBufferPointer { room in
            stream.pointee.next_out = room.baseAddress
            stream.pointee.avail_out = uInt(room.count)
            switch inflate(stream, Z_SYNC_FLUSH) {
            case Z_OK, Z_BUF_ERROR: break
            case Z_STREAM_END: isEnded = true
            case let status:
                throw TestProblem("inflate says \(status): \(stream.pointee.msg.map { String(cString: $0) } ?? "-")")
            }
            return room.count - Int(stream.pointee.avail_out)
        }
        return room[..<count]
    }
}
