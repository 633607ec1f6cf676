import Crypto
import Foundation
import Newsroom
import Testing

@testable import NewsroomWeb

/// Tokens of the newsroom's own site, made here by hand, byte for byte.
struct SingleSignOnTests {
    private static let issuer = "https://id.example"
    private static let secret = Data((0..<32).map { UInt8($0) })
    private static let curve = P256.Signing.PrivateKey()
    private static let edwards = Curve25519.Signing.PrivateKey()
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)

    private static var keySet: String {
        let point = curve.publicKey.rawRepresentation
        return """
            {"keys":[
            {"kty":"oct","kid":"h","alg":"HS256","k":"\(secret.base64URL)"},
            {"kty":"EC","crv":"P-256","kid":"e","alg":"ES256","x":"\(point.prefix(32).base64URL)","y":"\(point.suffix(32).base64URL)"},
            {"kty":"OKP","crv":"Ed25519","kid":"d","alg":"EdDSA","x":"\(edwards.publicKey.rawRepresentation.base64URL)"}]}
            """
    }

    private static func site() async throws -> SingleSignOn {
        try await SingleSignOn(issuer: issuer, audience: "courant", keySet: Data(keySet.utf8))
    }

    private static let goodClaims =
        #"{"iss":"https://id.example","aud":["x","courant"],"sub":"7","name":"Ana","exp":1790000060,"role":"admin"}"#

    enum Signature: Sendable { case hs256, es256, eddsa, none, publicKeyAsSecret, otherSecret }

    private static func token(
        _ signature: Signature, _ header: String, _ claims: String = goodClaims
    ) throws -> String {
        let text = "\(Data(header.utf8).base64URL).\(Data(claims.utf8).base64URL)"
        let bytes = Data(text.utf8)
        let signed: Data =
            switch signature {
            case .hs256: Data(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: secret)))
            case .otherSecret: Data(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: secret.reversed())))
            case .es256: try curve.signature(for: bytes).rawRepresentation
            case .eddsa: try edwards.signature(for: bytes)
            case .none: Data()
            case .publicKeyAsSecret:
                Data(
                    HMAC<SHA256>.authenticationCode(
                        for: bytes, using: SymmetricKey(data: Data(curve.publicKey.pemRepresentation.utf8))))
            }
        return "\(text).\(signed.base64URL)"
    }

    @Test(arguments: [(Signature.hs256, "HS256", "h"), (.es256, "ES256", "e"), (.eddsa, "EdDSA", "d")])
    func `A token of each algorithm vouches for its subject`(signature: Signature, algorithm: String, key: String) async throws
    {
        let token = try Self.token(signature, #"{"alg":"\#(algorithm)","kid":"\#(key)","typ":"JWT"}"#)
        #expect(try await Self.site().subject(of: token, at: Self.now) == .init(id: "7", name: "Ana"))
    }

    @Test(arguments: [
        (#"{"alg":"none","kid":"h"}"#, Signature.none, goodClaims, "algorithm"),
        (#"{"alg":"None","kid":"e"}"#, .none, goodClaims, "algorithm"),
        (#"{"alg":"none"}"#, .none, goodClaims, "key"),
        (#"{"alg":"HS256","kid":"e"}"#, .publicKeyAsSecret, goodClaims, "algorithm"),
        (#"{"alg":"HS256","kid":"h"}"#, .publicKeyAsSecret, goodClaims, "signature"),
        (#"{"alg":"HS256","kid":"h"}"#, .otherSecret, goodClaims, "signature"),
        (#"{"alg":"HS256","kid":"h"}"#, .none, goodClaims, "signature"),
        (#"{"alg":"ES256","kid":"e"}"#, .hs256, goodClaims, "signature"),
        (#"{"alg":"EdDSA","kid":"d"}"#, .es256, goodClaims, "signature"),
        (#"{"alg":"ES384","kid":"e"}"#, .es256, goodClaims, "algorithm"),
        (#"{"alg":"HS256","kid":"unknown"}"#, .hs256, goodClaims, "key"),
        (#"{"alg":"HS256"}"#, .hs256, goodClaims, "key"),
        (#"{"kid":"h"}"#, .hs256, goodClaims, "malformed"),
        (#"{"alg":"HS256","kid":"h","crit":["b64"]}"#, .hs256, goodClaims, "malformed"),
        (#"not json"#, .hs256, goodClaims, "malformed"),
        (#"{"alg":"HS256","kid":"h"}"#, .hs256, "not json", "malformed"),
        (
            #"{"alg":"HS256","kid":"h"}"#, .hs256, #"{"iss":"x","aud":"courant","sub":"7","name":"A","exp":1790000060}"#,
            "issuer"
        ),
        (
            #"{"alg":"HS256","kid":"h"}"#, .hs256,
            #"{"iss":"https://id.example","aud":"other","sub":"7","name":"A","exp":1790000060}"#, "audience"
        ),
        (
            #"{"alg":"HS256","kid":"h"}"#, .hs256, #"{"iss":"https://id.example","sub":"7","name":"A","exp":1790000060}"#,
            "audience"
        ),
        (
            #"{"alg":"HS256","kid":"h"}"#, .hs256, #"{"iss":"https://id.example","aud":"courant","sub":"7","name":"A"}"#,
            "expiry"
        ),
        (
            #"{"alg":"HS256","kid":"h"}"#, .hs256,
            #"{"iss":"https://id.example","aud":"courant","sub":"7","name":"A","exp":1790000000}"#, "expired"
        ),
        (
            #"{"alg":"HS256","kid":"h"}"#, .hs256,
            #"{"iss":"https://id.example","aud":"courant","sub":"7","name":"A","exp":1790009999,"nbf":1790000900}"#, "early"
        ),
        (
            #"{"alg":"HS256","kid":"h"}"#, .hs256, #"{"iss":"https://id.example","aud":"courant","name":"A","exp":1790000060}"#,
            "subject"
        ),
        (
            #"{"alg":"HS256","kid":"h"}"#, .hs256,
            #"{"iss":"https://id.example","aud":"courant","sub":"","name":"A","exp":1790000060}"#, "subject"
        ),
        (
            #"{"alg":"HS256","kid":"h"}"#, .hs256, #"{"iss":"https://id.example","aud":"courant","sub":"7","exp":1790000060}"#,
            "name"
        ),
        (
            #"{"alg":"HS256","kid":"h"}"#, .hs256,
            #"{"iss":"https://id.example","aud":"courant","sub":"7","name":"A\nB","exp":1790000060}"#, "name"
        ),
    ])
    func `A bad token is refused for its own reason`(
        header: String, signature: Signature, claims: String, reason: String
    ) async throws {
        let token = try Self.token(signature, header, claims)
        let site = try await Self.site()
        let refusal = await #expect(throws: SingleSignOn.Refusal.self) { _ = try await site.subject(of: token, at: Self.now) }
        #expect(refusal?.rawValue == reason)
    }

    @Test(arguments: ["", "a", "a.b", "a.b.c.d", "....", String(repeating: "a", count: 100_000)])
    func `What is no token is malformed`(text: String) async throws {
        let site = try await Self.site()
        await #expect(throws: SingleSignOn.Refusal.malformed) { _ = try await site.subject(of: text, at: Self.now) }
    }

    @Test func `A claim that was changed after signing is refused`() async throws {
        var parts = try Self.token(.es256, #"{"alg":"ES256","kid":"e"}"#).split(separator: ".").map(String.init)
        parts[1] = Data(Self.goodClaims.replacing(#""sub":"7""#, with: #""sub":"8""#).utf8).base64URL
        let (token, site) = (parts.joined(separator: "."), try await Self.site())
        await #expect(throws: SingleSignOn.Refusal.signature) { _ = try await site.subject(of: token, at: Self.now) }
    }

    @Test(arguments: [
        "", "[]", #"{"keys":[]}"#, #"{"keys":[{"kty":"oct","alg":"HS256","k":"AAAA"}]}"#,
        #"{"keys":[{"kid":"a","kty":"oct","alg":"HS256","k":"AAAA"}]}"#, #"{"keys":[{"kid":"a","kty":"oct","k":"AAAA"}]}"#,
        #"{"keys":[{"kid":"a","kty":"RSA","alg":"RS256","n":"AAAA","e":"AQAB"}]}"#,
        #"{"keys":[{"kid":"a","kty":"EC","alg":"ES256","crv":"P-256","x":"AAAA","y":"AAAA"}]}"#,
    ])
    func `A set of keys that cannot be used is told at start`(text: String) async {
        await #expect(throws: SingleSignOnKey.Unusable.self) {
            _ = try await SingleSignOn(issuer: "i", audience: "a", keySet: Data(text.utf8))
        }
    }

    @Test func `A token signs in, makes one account, and never staff`() async throws {
        let site = try await Self.site()
        try await TestWeb.lend(singleSignOn: site) { web async throws in
            let claims = Self.goodClaims.replacing("1790000060", with: "\(Int(Date().timeIntervalSince1970) + 60)")
            let token = try Self.token(.es256, #"{"alg":"ES256","kid":"e"}"#, claims)
            let first = try await web.ask("POST", "/v1/sessions", json: #"{"token":"\#(token)"}"#)
            let second = try await web.ask("POST", "/v1/sessions", json: #"{"token":"\#(token)"}"#)
            #expect(first.status == 201 && first.text("kind") == "sso" && first.text("role") == "reader")
            #expect(second.text("id") == first.text("id"))
            let bad = try await web.ask("POST", "/v1/sessions", json: #"{"token":"\#(token.dropLast(4))AAAA"}"#)
            #expect(bad.status == 401 && bad.text("code") == "invalid_sso_token" && bad.text("reason") == "signature")
            #expect(bad.header("Set-Cookie") == nil)
        }
        try await TestWeb.lend { web async throws in
            #expect(try await web.ask("POST", "/v1/sessions", json: #"{"token":"x.y.z"}"#).status == 404)
        }
    }
}

extension Data {
    fileprivate var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
