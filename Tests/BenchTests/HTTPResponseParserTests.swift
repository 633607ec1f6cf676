import Testing

@testable import Bench

/// Responses, in whatever pieces they come.
struct HTTPResponseParserTests {
    private struct Taken: Equatable {
        var statuses: [Int] = []
        var body = ""
        var ends = 0
        var isInvalid = false
    }

    private func take(_ pieces: [String]) -> Taken {
        var parser = HTTPResponseParser()
        var taken = Taken()
        for piece in pieces {
            Array(piece.utf8).withUnsafeBytes { bytes in
                var rest = bytes
                while !taken.isInvalid, let part = parser.next(&rest) {
                    switch part {
                    case .head(let status): taken.statuses.append(status)
                    case .body(let bytes): taken.body += String(decoding: bytes, as: UTF8.self)
                    case .end: taken.ends += 1
                    case .invalid: taken.isInvalid = true
                    }
                }
            }
        }
        return taken
    }

    private static let chunked =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        + "5\r\nhello\r\n7;note=x\r\n, world\r\n0\r\nTrailer: yes\r\n\r\n"

    @Test func `A chunked body is the same wherever its bytes are split`() {
        let whole = take([Self.chunked])
        #expect(whole == Taken(statuses: [200], body: "hello, world", ends: 1))
        for index in Self.chunked.indices {
            #expect(take([String(Self.chunked[..<index]), String(Self.chunked[index...])]) == whole)
        }
        #expect(take(Self.chunked.map { String($0) }) == whole)
    }

    @Test func `Responses follow one another on a connection`() {
        let one = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok"
        let none = "HTTP/1.1 204 No Content\r\n\r\n"
        #expect(take([one + none + one]) == Taken(statuses: [201, 204, 201], body: "okok", ends: 3))
    }

    @Test func `A body without a length goes on until the connection ends`() {
        #expect(take(["HTTP/1.1 200 OK\r\n\r\nabc", "def"]) == Taken(statuses: [200], body: "abcdef"))
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 OK\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n",
    ])
    func `What is no HTTP is told apart`(_ text: String) {
        #expect(take([text]).isInvalid)
    }
}
