import CZlib
import NIOCore

/// Raw deflate data, whole pieces at a time, each without memory of the one before. Source: RFC 1951.
enum Deflate {
    /// Why bytes cannot be inflated.
    enum Failure: Error, Equatable {
        case corrupt, tooLong
    }

    /// The largest window there is, as a power of two; zlib writes none below the smallest.
    static let windowBits: ClosedRange<CInt> = 9...15
    /// An empty stored block: every piece ends with it, on a byte.
    static let syncTail: [UInt8] = [0, 0, 0xFF, 0xFF]

    private static let level: CInt = 6
    private static let firstRoomBytes = 4096

    /// Deflates bytes into room for them, up to the sync tail.
    /// - Parameter maxWindowBits: What whoever inflates it keeps.
    /// - Returns: Bytes written; `nil` when there is no room for all.
    static func deflate(
        _ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer, maxWindowBits: CInt = windowBits.upperBound
    ) -> Int? {
        // A window, and tables, no larger than the bytes can use: clearing 256 KB would cost more than deflating an event.
        let windowBits = min(maxWindowBits, max(10, CInt(Int.bitWidth - (bytes.count + 262).leadingZeroBitCount)))
        var stream = z_stream()
        // zlib keeps the stream's address: it must not move between two calls.
        return withUnsafeMutablePointer(to: &stream) { stream in
            // Raw deflate data: no header of its own.
            let state = deflateInit2_(
                stream, level, Z_DEFLATED, -windowBits, max(1, windowBits - 7), Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                CInt(MemoryLayout<z_stream>.size))
            guard state == Z_OK else { return nil }
            defer { deflateEnd(stream) }
            stream.take(bytes)
            stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_out = uInt(room.count)
            // Without room left, something may be missing.
            guard CZlib.deflate(stream, Z_SYNC_FLUSH) == Z_OK, stream.pointee.avail_in == 0, stream.pointee.avail_out > 0 else {
                return nil
            }
            return room.count - Int(stream.pointee.avail_out)
        }
    }

    /// Inflates a piece whose sync tail was left out.
    /// - Parameter limit: Bytes that it may become.
    static func inflate(_ bytes: ByteBuffer, atMost limit: Int) throws(Failure) -> ByteBuffer {
        var input = bytes
        input.writeBytes(syncTail)
        var output = ByteBufferAllocator().buffer(capacity: min(limit, max(firstRoomBytes, bytes.readableBytes * 2)))
        let failure: Failure? = input.withUnsafeReadableBytes { input in
            var stream = z_stream()
            return withUnsafeMutablePointer(to: &stream) { stream in
                guard inflateInit2_(stream, -windowBits.upperBound, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
                else {
                    return .corrupt
                }
                defer { inflateEnd(stream) }
                stream.take(input)
                return inflate(stream, into: &output, atMost: limit)
            }
        }
        if let failure { throw failure }
        return output
    }

    private static func inflate(
        _ stream: UnsafeMutablePointer<z_stream>, into output: inout ByteBuffer, atMost limit: Int
    ) -> Failure? {
        while true {
            // One byte more than allowed tells what is too long.
            let room = min(max(output.writableBytes, firstRoomBytes), limit + 1 - output.readableBytes)
            guard room > 0 else { return .tooLong }
            var state = Z_OK
            output.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { bytes in
                stream.pointee.next_out = bytes.baseAddress?.assumingMemoryBound(to: Bytef.self)
                stream.pointee.avail_out = uInt(room)
                state = CZlib.inflate(stream, Z_SYNC_FLUSH)
                return room - Int(stream.pointee.avail_out)
            }
            if output.readableBytes > limit { return .tooLong }
            switch state {
            case Z_OK: if stream.pointee.avail_in == 0, stream.pointee.avail_out > 0 { return nil }
            // A block may call itself the last; others, and the tail at least, follow it.
            case Z_STREAM_END: if stream.pointee.avail_in == 0 || inflateReset(stream) != Z_OK { return nil }
            // Everything had been taken, and told, the time before.
            case Z_BUF_ERROR where stream.pointee.avail_in == 0: return nil
            default: return .corrupt
            }
        }
    }
}

extension UnsafeMutablePointer<z_stream> {
    fileprivate func take(_ bytes: UnsafeRawBufferPointer) {
        // zlib only reads there.
        pointee.next_in = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: Bytef.self)
        pointee.avail_in = uInt(bytes.count)
    }
}
