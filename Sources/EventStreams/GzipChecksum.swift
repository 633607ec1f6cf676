import CZlib
import NIOCore

/// What a gzip stream ends with: the CRC-32 and the length of everything that it has told, not deflated. Source: RFC 1952 section 2.3.1.
///
/// Of bytes that many readers are sent, only the `Step` is made once; bringing it forward by one costs some thirty nanoseconds.
public struct GzipChecksum: Sendable, Hashable {
    private var crc: UInt32 = 0
    /// Modulo 2³².
    private var count: UInt32 = 0

    /// Of no bytes.
    init() {}

    /// Goes on with bytes that one reader gets alone.
    mutating func append(_ bytes: ByteBuffer) {
        crc = Self.crc(of: bytes, after: crc)
        count &+= UInt32(truncatingIfNeeded: bytes.readableBytes)
    }

    /// Goes on with bytes whose step is known.
    mutating func append(_ step: Step) {
        crc = UInt32(truncatingIfNeeded: crc32_combine_op(uLong(crc), uLong(step.crc), uLong(step.shift)))
        count &+= step.count
    }

    /// CRC-32 and length, 4 bytes each, little-endian.
    func write(to bytes: inout ByteBuffer) {
        bytes.writeInteger(crc, endianness: .little)
        bytes.writeInteger(count, endianness: .little)
    }

    private static func crc(of bytes: ByteBuffer, after crc: UInt32) -> UInt32 {
        bytes.withUnsafeReadableBytes { bytes in
            // An empty buffer has no address, which zlib would take for a question.
            guard let start = bytes.baseAddress else { return crc }
            return UInt32(truncatingIfNeeded: crc32_z(uLong(crc), start.assumingMemoryBound(to: Bytef.self), bytes.count))
        }
    }
}

extension GzipChecksum {
    /// What some bytes do to the checksum of whatever stream they are told in.
    public struct Step: Sendable, Hashable {
        fileprivate let crc: UInt32
        fileprivate let count: UInt32
        /// zlib's operator for a length: moves a CRC on by as many zeros.
        fileprivate let shift: UInt32

        private init(crc: UInt32, count: UInt32, shift: UInt32) {
            self.crc = crc
            self.count = count
            self.shift = shift
        }

        /// Measures bytes.
        init(of bytes: ByteBuffer) {
            self.init(
                crc: GzipChecksum.crc(of: bytes, after: 0), count: UInt32(truncatingIfNeeded: bytes.readableBytes),
                shift: UInt32(truncatingIfNeeded: crc32_combine_gen(bytes.readableBytes)))
        }

        /// The step of these bytes and others behind them.
        public func then(_ next: Step) -> Step {
            Step(
                crc: UInt32(truncatingIfNeeded: crc32_combine_op(uLong(crc), uLong(next.crc), uLong(next.shift))),
                count: count &+ next.count,
                shift: UInt32(truncatingIfNeeded: crc32_combine_op(uLong(shift), 0, uLong(next.shift))))
        }
    }
}
