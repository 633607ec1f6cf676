import HTTPTypes

/// The head of a request for a stream, if it is as plain as browsers and libraries write it. Source: RFC 9112 sections 2–5.
///
/// Everything else, whether allowed or wrong, is for the HTTP server: it has `nil` here.
struct StreamHead {
    /// Path and query.
    let target: String
    /// The fields that a stream asks about.
    let fields: HTTPFields

    private static let start = Array("GET /v1/stream?".utf8)
    private static let end = Array("\r\n\r\n".utf8)
    private static let version = Array(" HTTP/1.1".utf8)
    /// Who has one of these wants more than a public stream, or something before it.
    private static let foreign: Set<String> = [
        "authorization", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    /// Reads a head.
    /// - Parameter bytes: All that the client has sent.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.starts(with: Self.start), bytes.suffix(4).elementsEqual(Self.end) else { return nil }
        var lines = bytes.dropLast(4).split(separator: 13, omittingEmptySubsequences: false).makeIterator()
        guard let request = lines.next(), request.suffix(9).elementsEqual(Self.version),
            let target = Self.text(request.dropFirst(4).dropLast(9)), !target.contains(" ")
        else { return nil }
        self.target = target
        var fields = HTTPFields()
        var hosts = 0
        while let line = lines.next() {
            // A line that ends otherwise, or goes on after a blank, is not plain.
            guard line.first == 10, let colon = line.firstIndex(of: 58), let text = Self.text(line[line.index(after: colon)...]),
                let raw = Self.text(line[line.index(after: line.startIndex)..<colon]), let name = HTTPField.Name(raw)
            else { return nil }
            let value = text.drop { $0 == " " || $0 == "\t" }
            if Self.foreign.contains(name.canonicalName) { return nil }
            if name.canonicalName == "host" { hosts += 1 }
            switch name {
            case .connection: guard value.lowercased() == "keep-alive" else { return nil }
            case .lastEventID, .accept, .acceptEncoding, .origin, .xRequestID:
                guard fields[name] == nil else { return nil }
                fields[name] = String(value)
            default: continue
            }
        }
        guard hosts == 1 else { return nil }
        self.fields = fields
    }

    /// - Returns: `nil` for anything but visible ASCII, blanks and tabs.
    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String? {
        bytes.allSatisfy { (32..<127).contains($0) || $0 == 9 } ? String(decoding: bytes, as: UTF8.self) : nil
    }
}
