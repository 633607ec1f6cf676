import CZlib
import NIOCore

/// The parts of a gzip stream that starts and ends every part on a byte, so that parts can be made apart from each other.
///
/// A block refers to nothing before it: the same bytes are right in every stream, at every place. Source: RFC 1951, RFC 1952.
enum GzipBlock {
    /// Begins every stream: no name, no time, no system.
    static let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    /// The empty block that says it is the last.
    static let end: [UInt8] = [3, 0]

    /// What a stored block holds at most.
    static let maxStoredBytes = 65_535
    private static let storedHeadBytes = 5
    private static let level: CInt = 6

    /// Deflates bytes, unless they are shorter as they are.
    /// - Parameter bytes: Not empty.
    static func deflated(_ bytes: ByteBuffer) -> ByteBuffer {
        let room = storedByteCount(bytes.readableBytes)
        var block = ByteBufferAllocator().buffer(capacity: room)
        let count = block.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { room in
            bytes.withUnsafeReadableBytes { deflate($0, into: room) ?? 0 }
        }
        return count > 0 && count < room ? block : stored(bytes)
    }

    /// Wraps bytes as they are: 5 more for each 65,535.
    static func stored(_ bytes: ByteBuffer) -> ByteBuffer {
        var rest = bytes
        var block = ByteBufferAllocator().buffer(capacity: storedByteCount(bytes.readableBytes))
        while let part = rest.readSlice(length: min(rest.readableBytes, maxStoredBytes)), part.readableBytes > 0 {
            let count = UInt16(part.readableBytes)
            block.writeInteger(0, as: UInt8.self)
            block.writeInteger(count, endianness: .little)
            block.writeInteger(~count, endianness: .little)
            block.writeImmutableBuffer(part)
        }
        return block
    }

    private static func storedByteCount(_ count: Int) -> Int {
        count + (count + maxStoredBytes - 1) / maxStoredBytes * storedHeadBytes
    }

    /// - Returns: Bytes written; `nil` when there is no room for all.
    private static func deflate(_ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> Int? {
        // A window, and tables, no larger than the bytes can use: clearing 256 KB would cost more than deflating an event.
        let windowBits = min(15, max(10, CInt(Int.bitWidth - (bytes.count + 262).leadingZeroBitCount)))
        var stream = z_stream()
        // zlib keeps the stream's address: it must not move between two calls.
        return withUnsafeMutablePointer(to: &stream) { stream in
            // Raw deflate data: no header of its own.
            let state = deflateInit2_(
                stream, level, Z_DEFLATED, -windowBits, windowBits - 7, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                CInt(MemoryLayout<z_stream>.size))
            guard state == Z_OK else { return nil }
            defer { deflateEnd(stream) }
            // zlib only reads there.
            stream.pointee.next_in = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_in = uInt(bytes.count)
            stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_out = uInt(room.count)
            // Without room left, something may be missing.
            guard CZlib.deflate(stream, Z_SYNC_FLUSH) == Z_OK, stream.pointee.avail_in == 0, stream.pointee.avail_out > 0 else {
                return nil
            }
            return room.count - Int(stream.pointee.avail_out)
        }
    }
}
