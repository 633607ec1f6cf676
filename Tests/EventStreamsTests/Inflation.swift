import CZlib
import NIOCore

/// What a client that knows gzip makes of bytes, as they come.
struct Inflation {
    /// What zlib says at the end: `Z_STREAM_END` once the trailer was read, and was right.
    let status: CInt
    let text: ByteBuffer
    /// Bytes behind the end.
    let rest: Int

    /// Reads a gzip stream from its beginning.
    init(_ gzip: ByteBuffer) {
        var stream = z_stream()
        var input = Array(gzip.readableBytesView)
        var output = [UInt8](repeating: 0, count: 4096)
        var text = ByteBuffer()
        var status = Z_OK
        // zlib keeps the stream's address.
        withUnsafeMutablePointer(to: &stream) { stream in
            inflateInit2_(stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
            input.withUnsafeMutableBufferPointer { input in
                stream.pointee.next_in = input.baseAddress
                stream.pointee.avail_in = uInt(input.count)
                repeat {
                    let count = output.withUnsafeMutableBufferPointer { output in
                        stream.pointee.next_out = output.baseAddress
                        stream.pointee.avail_out = uInt(output.count)
                        status = inflate(stream, Z_SYNC_FLUSH)
                        return output.count - Int(stream.pointee.avail_out)
                    }
                    text.writeBytes(output[..<count])
                } while status == Z_OK && (stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0)
            }
            inflateEnd(stream)
        }
        self.status = status
        self.text = text
        self.rest = Int(stream.avail_in)
    }
}
