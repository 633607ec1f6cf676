import Testing

@testable import NewsroomWeb

struct TrustedProxiesTests {
    @Test(arguments: [
        ([], "203.0.113.9", ["1.2.3.4"], "203.0.113.9"),
        (["10.0.0.0/8"], "203.0.113.9", ["1.2.3.4"], "203.0.113.9"),
        (["10.0.0.0/8"], "10.1.2.3", ["1.2.3.4"], "1.2.3.4"),
        (["10.0.0.0/8"], "10.1.2.3", [], "10.1.2.3"),
        (["10.0.0.0/8"], "10.1.2.3", ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
        (["10.0.0.0/8"], "10.1.2.3", ["6.6.6.6", "1.2.3.4 , 10.9.9.9"], "1.2.3.4"),
        (["10.0.0.0/8"], "10.1.2.3", ["10.7.7.7,10.8.8.8"], "10.7.7.7"),
        (["10.0.0.0/8"], "10.1.2.3", ["1.2.3.4, unknown"], "10.1.2.3"),
        (["127.0.0.1", "::1"], "::1", ["2001:db8::7"], "2001:db8::7"),
        (["127.0.0.1"], "::ffff:127.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        (["2001:db8::/33"], "2001:db8:7fff::1", ["1.2.3.4"], "1.2.3.4"),
        (["2001:db8::/33"], "2001:db8:8000::1", ["1.2.3.4"], "2001:db8:8000::1"),
        (["0.0.0.0/0"], "8.8.8.8", ["1.2.3.4"], "1.2.3.4"),
    ])
    func `The last address that is no trusted proxy's counts`(
        trusted: [String], peer: String, forwarded: [String], client: String
    ) throws {
        let proxies = try #require(TrustedProxies(trusted))
        #expect(proxies.client(of: peer, forwarded: forwarded) == client)
    }

    @Test(arguments: ["", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0/8", "::/129", "1.2.3.4/8/8"])
    func `Anything else is no range`(text: String) {
        #expect(TrustedProxies([text]) == nil)
    }

    @Test func `A household counts once`() {
        #expect(TrustedProxies.household(of: "1.2.3.4") == "1.2.3.4")
        #expect(TrustedProxies.household(of: "2001:db8::1") == TrustedProxies.household(of: "2001:db8::ffff:1"))
        #expect(TrustedProxies.household(of: "2001:db8::1") != TrustedProxies.household(of: "2001:db8:0:1::1"))
    }
}
