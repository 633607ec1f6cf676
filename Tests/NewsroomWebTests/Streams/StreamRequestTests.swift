import EventStreams
import HTTPTypes
import HummingbirdCore
import LiveFeed
@testable import NewsroomWeb
import Testing

@Suite struct StreamRequestTests {
    private func asked(_ topics: String, _ encoding: String?) -> StreamRequest {
        var query = RequestQuery(URI("/v1/stream?\(topics)"))
        var headers = HTTPFields()
        headers[.acceptEncoding] = encoding
        return StreamRequest(&query, headers: headers)
    }

    @Test(
        arguments: [
            ("topic=front", "gzip, deflate, br", .gzip), ("topic=front&topic=section:world", "gzip", .gzip),
            ("topic=front", "gzip;q=0", .identity), ("topic=front", nil, .identity), ("topic=moderation", "gzip", .identity),
            ("topic=front&topic=moderation", "gzip", .identity),
        ] as [(String, String?, ContentCoding)])
    func gzipIsForPublicTopicsAndThoseWhoTakeIt(_ topics: String, _ encoding: String?, _ coding: ContentCoding) {
        #expect(asked(topics, encoding).coding(.gzip) == coding)
        #expect(asked(topics, encoding).coding(.off) == .identity)
    }

    @Test func theHeadSaysHowTheStreamIsCodedAndWhatThatDependsOn() {
        let gzip = HTTPFields.eventStream(.gzip, .gzip)
        #expect(gzip[.contentEncoding] == "gzip")
        #expect(gzip[.vary] == "Accept-Encoding")
        let plain = HTTPFields.eventStream(.identity, .gzip)
        #expect(plain[.contentEncoding] == nil)
        #expect(plain[.vary] == "Accept-Encoding")
        let off = HTTPFields.eventStream(.identity, .off)
        #expect(off[.contentEncoding] == nil)
        #expect(off[.vary] == nil)
        for fields in [gzip, plain, off] { #expect(fields[.cacheControl] == "no-store, no-transform") }
    }
}
