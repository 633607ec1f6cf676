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

    /// Deflates bytes, unless they are shorter as they are.
    /// - Parameter bytes: Not empty.
    static func deflated(_ bytes: ByteBuffer) -> ByteBuffer {
        let room = storedByteCount(bytes.readableBytes)
        var block = ByteBufferAllocator().buffer(capacity: room)
        let count = block.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { room in
            bytes.withUnsafeReadableBytes { Deflate.deflate($0, into: room) ?? 0 }
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
}
