import HTTPTypes
import Hummingbird
import Testing

@testable import NewsroomWeb

struct RequestOriginTests {
    private func origin(
        _ origins: [String], host: String?, isSecure: Bool = false, publicURL: String? = nil
    ) -> RequestOrigin {
        var head = HTTPRequest(method: .get, scheme: nil, authority: host, path: "/")
        for origin in origins { head.headerFields.append(HTTPField(name: .origin, value: origin)) }
        return RequestOrigin(
            of: Request(head: head, body: RequestBody(buffer: ByteBuffer())), isSecure: isSecure, publicURL: publicURL)
    }

    @Test(
        arguments: [
            ("http://localhost:8080", "localhost:8080", nil), ("http://News.Example", "news.example:80", nil),
            ("https://news.example:443", "news.example", nil), ("http://[::1]:8080", "[::1]:8080", nil),
            ("https://news.example", "10.0.0.1:8080", "https://news.example"),
            ("http://localhost:8080", "localhost:8080", "https://news.example"),
        ] as [(String, String, String?)])
    func `A page of this address is our own`(_ page: String, _ host: String, _ publicURL: String?) {
        #expect(origin([page], host: host, publicURL: publicURL) == .same)
    }

    @Test(
        arguments: [
            ("http://evil.example", "news.example", nil), ("http://news.example:81", "news.example", nil),
            ("http://news.example.evil.example", "news.example", nil), ("null", "news.example", nil), ("", "", nil),
            ("http://", "", nil), ("file:///x", "x", nil), ("http://news.example/", "news.example", nil),
            ("http://evil.example", "10.0.0.1", "https://news.example"),
            // Who can change what plain HTTP carries is somebody else.
            ("http://news.example", "news.example", "https://news.example"),
        ] as [(String, String, String?)])
    func `Every other page is foreign`(_ page: String, _ host: String, _ publicURL: String?) {
        #expect(origin([page], host: host, publicURL: publicURL) == .foreign)
    }

    @Test func `Under TLS a plain page is foreign`() {
        #expect(origin(["http://news.example"], host: "news.example", isSecure: true) == .foreign)
        #expect(origin(["https://news.example"], host: "news.example", isSecure: true) == .same)
    }

    @Test func `Two origins are foreign, none is none, and without a host nothing is ours`() {
        #expect(origin(["http://a.example", "http://a.example"], host: "a.example") == .foreign)
        #expect(origin([], host: "a.example") == .unsaid)
        #expect(origin(["http://a.example"], host: nil) == .foreign)
    }
}
