import HTTPTypes

/// The head of a request for a stream, if it is as plain as browsers and libraries write it. Source: RFC 9112 sections 2–5.
///
/// Everything else, whether allowed or wrong, is for the HTTP server: it has `nil` here.
struct StreamHead {
    /// Path and query.
    let target: String
    /// The fields that a stream asks about.
    let fields: HTTPFields

    private typealias Bytes = Slice<UnsafeRawBufferPointer>

    /// What is to be done about a field.
    private enum Role {
        /// Stands once.
        case host
        /// Says nothing but that the connection stays.
        case connection
        /// Says that the client wants more than a public stream, or something before it.
        case foreign
        /// Is asked about.
        case asked(HTTPField.Name)
    }

    private static let start = Array("GET /v1/stream?".utf8)
    private static let end = Array("\r\n\r\n".utf8)
    private static let version = Array(" HTTP/1.1".utf8)
    private static let roles: [(name: [UInt8], role: Role)] =
        [(Array("host".utf8), .host), (Array("connection".utf8), .connection)]
        + [HTTPField.Name.lastEventID, .accept, .acceptEncoding, .origin, .xRequestID, .xForwardedFor].map {
            (Array($0.canonicalName.utf8), .asked($0))
        }
        + ["authorization", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade"].map {
            (Array($0.utf8), .foreign)
        }

    /// Reads a head.
    /// - Parameter bytes: All that the client has sent.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.starts(with: Self.start), bytes.suffix(4).elementsEqual(Self.end) else { return nil }
        var lines = bytes.dropLast(4).split(separator: 13, omittingEmptySubsequences: false).makeIterator()
        guard let request = lines.next(), request.suffix(9).elementsEqual(Self.version) else { return nil }
        let target = request.dropFirst(4).dropLast(9)
        guard target.allSatisfy({ Self.isText($0) && $0 > 32 }) else { return nil }
        var fields = HTTPFields()
        var hosts = 0
        while let line = lines.next() {
            // A line that ends otherwise, or goes on after a blank, is not plain.
            guard line.first == 10, let colon = line.firstIndex(of: 58) else { return nil }
            let name = line[line.index(after: line.startIndex)..<colon]
            let value = line[line.index(after: colon)...].drop { $0 == 32 || $0 == 9 }
            guard !name.isEmpty, name.allSatisfy(Self.isName), value.allSatisfy(Self.isText) else { return nil }
            switch Self.roles.first(where: { Self.isSame(name, $0.name) })?.role {
            case nil: continue
            case .host: hosts += 1
            case .connection: guard Self.isSame(value, Array("keep-alive".utf8)) else { return nil }
            case .foreign: return nil
            case .asked(let field):
                guard fields[field] == nil else { return nil }
                fields[field] = String(decoding: value, as: UTF8.self)
            }
        }
        guard hosts == 1 else { return nil }
        self.target = String(decoding: target, as: UTF8.self)
        self.fields = fields
    }

    /// Visible ASCII, blanks and tabs.
    private static func isText(_ byte: UInt8) -> Bool { (32..<127).contains(byte) || byte == 9 }

    /// Of the characters of a token, the ones that names are made of in practice.
    private static func isName(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 45 || byte == 95
    }

    /// Compares letters without their case.
    private static func isSame(_ bytes: Bytes, _ lowercased: [UInt8]) -> Bool {
        bytes.count == lowercased.count && zip(bytes, lowercased).allSatisfy { $0 | 0x20 == $1 }
    }
}
