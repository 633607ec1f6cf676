/// Takes HTTP/1.1 chunk framing off a body, strictly: whatever RFC 9112 section 7.1 does not allow, or no sane server writes, throws.
struct ChunkedBody {
    private enum Expects { case size, data(Int), dataEnd, nothing }

    private var expects = Expects.size
    private var line: [UInt8] = []
    /// What the chunks held.
    private(set) var data: [UInt8] = []

    /// Whether the last chunk was read.
    var isEnded: Bool { if case .nothing = expects { true } else { false } }

    mutating func take() -> [UInt8] {
        defer { data = [] }
        return data
    }

    mutating func feed(_ bytes: some Collection<UInt8>) throws {
        var rest = bytes[...]
        while let byte = rest.first {
            switch expects {
            case .data(let count):
                let part = rest.prefix(count)
                data += part
                rest = rest.dropFirst(part.count)
                expects = part.count == count ? .dataEnd : .data(count - part.count)
                continue
            case .size, .dataEnd:
                line.append(byte)
                if line.count >= 2, line.suffix(2) == [13, 10] { try endLine() }
                if line.count > 10 { throw TestProblem("a chunk's line is «\(String(decoding: line, as: UTF8.self))»") }
            case .nothing: throw TestProblem("bytes follow the end of the response: «\(String(decoding: rest, as: UTF8.self))»")
            }
            rest = rest.dropFirst()
        }
    }

    private mutating func endLine() throws {
        let text = String(decoding: line.dropLast(2), as: UTF8.self)
        line = []
        switch expects {
        case .dataEnd where text.isEmpty: expects = isLast ? .nothing : .size
        case .size:
            guard let size = Int(text, radix: 16), text.first != "+" else { throw TestProblem("«\(text)» is no chunk size") }
            isLast = size == 0
            expects = size == 0 ? .dataEnd : .data(size)
        default: throw TestProblem("«\(text)» stands where a chunk ends")
        }
    }

    private var isLast = false
}
