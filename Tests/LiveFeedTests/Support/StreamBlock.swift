import Glibc

/// One block of an event stream as a client reads it.
struct StreamBlock: Equatable, CustomStringConvertible {
    var retry: Int?
    var id: String?
    var event: String?
    var data: String = ""

    var description: String { "[\(id ?? "-") \(event ?? "-") \(data)]" }

    /// Reads a block, strictly: UTF-8, known fields, each once, `name: value`.
    init(_ bytes: some Collection<UInt8>) throws {
        var names: Set<String> = []
        for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
            guard let text = String(validating: line, as: UTF8.self) else { throw TestProblem("a line is not UTF-8") }
            let colon = line.firstIndex(of: 0x3A) ?? line.endIndex
            let name = String(decoding: line[..<colon], as: UTF8.self)
            let rest = line[colon...].dropFirst()
            guard rest.first == 0x20, names.insert(name).inserted else {
                throw TestProblem("«\(text)» is no field, or a second")
            }
            let value = String(decoding: rest.dropFirst(), as: UTF8.self)
            switch name {
            case "retry":
                guard let number = Int(value), number > 0 else { throw TestProblem("retry is «\(value)»") }
                retry = number
            case "id": id = value
            case "event": event = value
            case "data": data = value
            default: throw TestProblem("«\(name)» is an unknown field")
            }
        }
    }

    /// Whether it speaks of the stream, not of the news.
    var isControl: Bool { event?.hasPrefix("stream.") == true }
}

/// Cuts a stream into its blocks.
struct StreamParser {
    private var bytes: [UInt8] = []
    private var start = 0

    mutating func feed(_ more: [UInt8]) {
        bytes.removeFirst(start)
        start = 0
        bytes += more
    }

    /// Whether nothing but whole blocks has come.
    var isClean: Bool { start == bytes.count }

    mutating func next() throws -> StreamBlock? {
        let end = bytes.withUnsafeBytes { all -> Int? in
            guard let base = all.baseAddress else { return nil }
            var from = start
            while from + 1 < all.count, let found = memchr(base + from, 10, all.count - from - 1) {
                let index = UnsafeRawPointer(found) - base
                if all[index + 1] == 10 { return index }
                from = index + 1
            }
            return nil
        }
        guard let end else { return nil }
        defer { start = end + 2 }
        return try StreamBlock(bytes[start..<end])
    }
}
