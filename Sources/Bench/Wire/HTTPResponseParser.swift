/// Takes HTTP/1.1 responses apart as they arrive, one after another on a connection. Decides; reads no socket.
///
/// Source: RFC 9112 sections 4, 6 and 7.
package struct HTTPResponseParser {
    /// What stands next in the bytes.
    package enum Part {
        /// The head is complete.
        case head(status: Int)
        /// Bytes of the body, in no particular portions.
        case body(UnsafeRawBufferPointer)
        /// The response is complete; another may follow.
        case end
        /// This is no HTTP. Nothing follows.
        case invalid
    }

    private enum Phase: Equatable {
        case statusLine, fields
        case length(Int)
        case untilClose
        case chunkSize, chunkSizeRest
        case chunk(Int)
        case chunkEnd, trailer
        case broken
    }

    private var phase = Phase.statusLine
    private var status = 0
    private var length: Int?
    private var isChunked = false
    /// Of the chunk's size, or of the trailer's line: all that is kept of them between two reads.
    private var number = 0
    private var lines = ByteLines()

    package init() {}

    /// Whether the response may end with its connection.
    package var mayEnd: Bool { phase == .untilClose || phase == .statusLine }

    /// Takes the next part.
    /// - Parameter bytes: What has arrived; what was taken is cut off its front.
    /// - Returns: `nil` when more has to arrive first.
    package mutating func next(_ bytes: inout UnsafeRawBufferPointer) -> Part? {
        while true {
            switch phase {
            case .statusLine, .fields:
                guard let part = nextOfHead(&bytes) else { return nil }
                if let part { return part }
            case .length(0): return end()
            case .length(let rest):
                guard let part = take(rest, of: &bytes) else { return nil }
                phase = .length(rest - part.count)
                return .body(part)
            case .untilClose: return take(.max, of: &bytes).map(Part.body)
            case .chunk(0): phase = .chunkEnd
            case .chunk(let rest):
                guard let part = take(rest, of: &bytes) else { return nil }
                phase = .chunk(rest - part.count)
                return .body(part)
            case .chunkSize, .chunkSizeRest, .chunkEnd, .trailer:
                guard let byte = bytes.first else { return nil }
                bytes = UnsafeRawBufferPointer(rebasing: bytes[1...])
                if let part = framing(byte) { return part }
            case .broken: return .invalid
            }
        }
    }

    private func take(_ wanted: Int, of bytes: inout UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard !bytes.isEmpty else { return nil }
        let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(wanted))
        bytes = UnsafeRawBufferPointer(rebasing: bytes[part.count...])
        return part
    }

    private mutating func end() -> Part {
        self = HTTPResponseParser()
        return .end
    }

    private mutating func fail() -> Part {
        phase = .broken
        return .invalid
    }

    // MARK: Head

    /// - Returns: `nil` when more has to arrive; `.some(nil)` when a line was taken that ends nothing.
    private mutating func nextOfHead(_ bytes: inout UnsafeRawBufferPointer) -> Part?? {
        let isFirst = phase == .statusLine
        var (status, length, isChunked) = (status, length, isChunked)
        let isLast = lines.next(&bytes) { line in
            if isFirst {
                status = line.begins(with: "HTTP/1.") ? DecimalDigits.number(line.dropFirst(9).prefix(3)) ?? 0 : 0
            } else if let value = line.value(of: "content-length:") {
                length = DecimalDigits.number(value) ?? -1
            } else if let value = line.value(of: "transfer-encoding:") {
                isChunked = value.equals("chunked")
            }
            return line.isEmpty
        }
        guard let isLast else { return lines.isOverlong ? .some(fail()) : nil }
        (self.status, self.length, self.isChunked) = (status, length, isChunked)
        if isFirst {
            phase = .fields
            return .some(status == 0 ? fail() : nil)
        }
        return .some(isLast ? headEnd() : nil)
    }

    private mutating func headEnd() -> Part {
        if status == 204 || status == 304 {
            phase = .length(0)
        } else if isChunked {
            phase = .chunkSize
        } else if let length {
            guard length >= 0 else { return fail() }
            phase = .length(length)
        } else {
            // Also after 101: what follows is another protocol's.
            phase = .untilClose
        }
        return .head(status: status)
    }

    // MARK: Chunks

    private mutating func framing(_ byte: UInt8) -> Part? {
        switch (phase, byte) {
        case (.chunkSize, UInt8(ascii: "\r")), (.chunkSize, UInt8(ascii: ";")), (.chunkSize, UInt8(ascii: " ")):
            phase = .chunkSizeRest
        case (.chunkSize, UInt8(ascii: "\n")), (.chunkSizeRest, UInt8(ascii: "\n")):
            phase = number == 0 ? .trailer : .chunk(number)
            number = 0
        case (.chunkSize, _):
            guard let digit = Int(hexadecimalDigit: byte), number < 1 << 40 else { return fail() }
            number = number << 4 | digit
        case (.chunkSizeRest, _): break
        case (.chunkEnd, UInt8(ascii: "\n")): phase = .chunkSize
        case (.chunkEnd, UInt8(ascii: "\r")): break
        case (.chunkEnd, _): return fail()
        case (.trailer, UInt8(ascii: "\n")):
            if number == 0 { return end() }
            number = 0
        case (.trailer, UInt8(ascii: "\r")): break
        case (.trailer, _): number += 1
        case (.statusLine, _), (.fields, _), (.length, _), (.untilClose, _), (.chunk, _), (.broken, _):
            preconditionFailure("no framing in \(phase)")
        }
        return nil
    }
}

extension Int {
    fileprivate init?(hexadecimalDigit byte: UInt8) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self = Int(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self = Int(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self = Int(byte - UInt8(ascii: "A")) + 10
        default: return nil
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The value of a field's line, when it is this field's.
    /// - Parameter name: In lower case, with the colon.
    fileprivate func value(of name: StaticString) -> UnsafeRawBufferPointer? {
        let length = name.utf8CodeUnitCount
        guard count >= length else { return nil }
        // Letters in lower case; a hyphen and a colon have this bit set anyway.
        for index in 0..<length where self[index] | 0x20 != name.utf8Start[index] { return nil }
        return UnsafeRawBufferPointer(rebasing: self[length...].drop { $0 == UInt8(ascii: " ") })
    }
}
