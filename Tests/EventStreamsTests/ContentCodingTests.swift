import EventStreams
import Testing

@Suite struct ContentCodingTests {
    @Test(arguments: [
        "gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8", "GZip", "x-gzip", "*", "*;q=0.1", "deflate,gzip;q=0.001",
        "gzip ; q=1.000", "gzip\t;\tQ=1.", "gzip;q=0.5, identity;q=0.5", "gzip, *;q=0", "identity;q=0, *;q=0.5", ", gzip,",
        "gzip;q=0.5, br;q=1", "identity;q=0.9, gzip",
    ])
    func whoTakesGzipGetsIt(_ field: String) {
        #expect(ContentCoding(accepted: field) == .gzip)
    }

    @Test(arguments: [
        nil, "", "identity", "br, deflate", "gzip;q=0", "gzip;q=0.000", "gzip;q=0, *", "*;q=0", "gzip;q=0.5, identity",
        "gzip;q=0.5, *", "gzipped", "gzip;q=", "gzip;q=2", "gzip;q=1.001", "gzip;q=-1", "gzip;q=0.0001", "gzip;level=9",
        "gzip;q=0.5;x",
        "gzip;", "gzip gzip", "x-gzip;q=0", "gzip;q=+1", "gzip;q=0.+1",
    ])
    func whoDoesNotGetsIdentity(_ field: String?) {
        #expect(ContentCoding(accepted: field) == .identity)
    }
}
