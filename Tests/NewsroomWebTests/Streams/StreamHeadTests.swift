import HTTPTypes
@testable import NewsroomWeb
import Testing

/// Which requests the quick way takes. What it leaves is not wrong: it takes the long way.
@Suite struct StreamHeadTests {
    private func head(_ text: String) -> StreamHead? {
        Array(text.utf8).withUnsafeBytes { StreamHead($0) }
    }

    private func head(_ lines: [String], request: String = "GET /v1/stream?topic=front HTTP/1.1") -> StreamHead? {
        head(([request, "Host: news.example"] + lines).joined(separator: "\r\n") + "\r\n\r\n")
    }

    @Test func whatABrowserSendsIsPlain() throws {
        let found = try #require(
            head(
                [
                    "Connection: keep-alive", "Cache-Control: no-store", "Accept: text/event-stream", "Cookie: a=b; c=\"d\"",
                    "last-event-id:   a41f09c2-1042", "Origin: https://news.example", "Accept-Encoding: gzip, deflate, br",
                    "Accept-Language: de, en;q=0.5",
                ], request: "GET /v1/stream?topic=front&topic=section%3Aworld&after=x HTTP/1.1"))
        #expect(found.target == "/v1/stream?topic=front&topic=section%3Aworld&after=x")
        #expect(found.fields[.lastEventID] == "a41f09c2-1042")
        #expect(found.fields[.accept] == "text/event-stream")
        #expect(found.fields[.origin] == "https://news.example")
        #expect(found.fields[.acceptEncoding] == "gzip, deflate, br")
        #expect(found.fields.count == 4)
    }

    @Test(
        arguments: [
            "", "GET", "GET /v1/stream?topic=front HTTP/1.1\r\nHost: a\r\n", "GET /v1/stream?topic=front HTTP/1.1\r\n\r\n",
            "GET /v1/stream HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD /v1/stream?topic=front HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /v1/stream?topic=front HTTP/1.0\r\nHost: a\r\n\r\n", "GET /v1/streams?topic=front HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET //v1/stream?topic=front HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /v1/stream/?topic=front HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /v1/stream?topic= front HTTP/1.1\r\nHost: a\r\n\r\n", "get /v1/stream?topic=front HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /v1/stream?topic=front HTTP/1.1\nHost: a\n\n", "GET /v1/stream?topic=frönt HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /v1/stream?topic=front HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /v1/stream?topic=front HTTP/1.1\r\nHost: a\r\n\r\nbody",
        ])
    func anotherRequestIsNot(_ text: String) {
        #expect(head(text) == nil)
    }

    @Test(
        arguments: [
            ["Host: another"], ["Authorization: Bearer x"], ["Content-Length: 0"], ["Transfer-Encoding: chunked"],
            ["Connection: close"], ["Connection: Upgrade", "Upgrade: h2c"], ["Expect: 100-continue"], ["TE: trailers"],
            ["Last-Event-ID: a", "Last-Event-ID: b"], ["Origin: a", "origin: b"],
            ["Accept-Encoding: gzip", "Accept-Encoding: br"], ["Folded: a", " b"], ["Folded: a", "\tb"],
            ["No colon"], ["Space : before"], [": no name"], ["Näme: a"], ["Last-Event-ID: ä"], ["Value: \u{0}"],
            ["A: b\nC: d"],
            ["A: b\rC: d"], ["Bell: \u{7}"],
        ])
    func whatIsUnusualOrWrongIsNot(_ lines: [String]) {
        #expect(head(lines) == nil)
    }

    @Test func everyPrefixOfAHeadIsNotOneYet() {
        let text = "GET /v1/stream?topic=front HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n"
        for count in 0..<text.utf8.count { #expect(head(String(decoding: text.utf8.prefix(count), as: UTF8.self)) == nil) }
        #expect(head(text) != nil)
    }

    @Test(arguments: 0..<200)
    func noBytesDoHarm(_ seed: Int) {
        var bytes = Array("GET /v1/stream?topic=front HTTP/1.1\r\nHost: a\r\nLast-Event-ID: b\r\n\r\n".utf8)
        for _ in 0..<Int.random(in: 1...4) {
            let place = Int.random(in: 0..<bytes.count)
            switch Int.random(in: 0..<3) {
            case 0: bytes[place] = .random(in: 0...255)
            case 1: bytes.remove(at: place)
            default: bytes.insert([0, 10, 13, 32, 58, 200].randomElement() ?? 0, at: place)
            }
        }
        let found = bytes.withUnsafeBytes { StreamHead($0) }
        #expect(found.map { $0.target.hasPrefix("/v1/stream?") } ?? true)
    }
}

@Suite struct DateLineTests {
    @Test func isWrittenAsHTTPWantsIt() throws {
        let form =
            #/(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} [0-2]\d:[0-5]\d:[0-6]\d GMT/#
        #expect(try form.wholeMatch(in: DateLine().text) != nil)
    }
}
