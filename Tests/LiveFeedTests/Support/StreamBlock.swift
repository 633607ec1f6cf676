/// One block of an event stream as a client reads it.
struct StreamBlock: Equatable, CustomStringConvertible {
    var retry: Int?
    var id: String?
    var event: String?
    var data: String = ""

    var description: String { "[\(id ?? "-") \(event ?? "-") \(data)]" }

    /// Reads a block, strictly: known fields, each once, `name: value`.
    init(_ text: String) throws {
        var names: Set<Substring> = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let colon = line.range(of: ": ") else { throw TestProblem("«\(line)» is no field") }
            let (name, value) = (line[..<colon.lowerBound], line[colon.upperBound...])
            guard names.insert(name).inserted else { throw TestProblem("\(name) stands twice in «\(text)»") }
            switch name {
            case "retry":
                guard let number = Int(value), number > 0 else { throw TestProblem("retry is «\(value)»") }
                retry = number
            case "id": id = String(value)
            case "event": event = String(value)
            case "data": data = String(value)
            default: throw TestProblem("«\(name)» is an unknown field")
            }
        }
    }

    /// Whether it speaks of the stream, not of the news.
    var isControl: Bool { event?.hasPrefix("stream.") == true }
}

extension Substring {
    /// Where a text stands first.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            formIndex(after: &start)
        }
        return nil
    }
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

    /// Whether half a block is left over.
    var isClean: Bool { start == bytes.count }

    mutating func next() throws -> StreamBlock? {
        guard start < bytes.count else { return nil }
        for index in start..<(bytes.count - 1) where bytes[index] == 10 && bytes[index + 1] == 10 {
            guard let text = String(validating: bytes[start..<index], as: UTF8.self) else { throw TestProblem("a block is not UTF-8") }
            start = index + 2
            return try StreamBlock(text)
        }
        return nil
    }
}
