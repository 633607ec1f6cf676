import HummingbirdCore
import Testing

@testable import NewsroomWeb

struct RequestQueryTests {
    @Test func `Parameters are decoded`() throws {
        var query = RequestQuery("/x?q=caf%C3%A9+au%20lait&empty=&flag")
        #expect(query.text("q") == "café au lait")
        #expect(query.text("empty") == nil)
        #expect(query.text("flag") == nil)
        try query.finish()
    }

    @Test(arguments: ["/x?foo=1", "/x?limit=0", "/x?limit=101", "/x?limit=a", "/x?limit=1&limit=2", "/x?limit=%ff", "/x?%zz=1"])
    func `What is not understood is refused by name`(_ uri: String) throws {
        var query = RequestQuery(URI(uri))
        _ = query.number("limit", in: 1...100)
        do {
            try query.finish()
            Issue.record("nothing was refused")
        } catch {
            #expect(error.code == .invalidParameters)
            #expect(!error.errors.isEmpty)
        }
    }
}
