import Foundation
import Newsroom
import NewsroomStore
import Testing

@testable import NewsroomWeb

/// Signing up, in and out by REST.
struct SessionTests {
    private static let account = #"{"handle":"ana","name":"Ana Lima","passphrase":"correct horse"}"#
    private static let session = #"{"handle":"ana","passphrase":"correct horse"}"#

    private func cookie(_ answer: TestAnswer) throws -> String {
        let cookie = try #require(answer.header("Set-Cookie"))
        return String(cookie.prefix { $0 != ";" })
    }

    private func signed(_ web: TestWeb, _ answer: TestAnswer) throws -> [String: String] {
        [
            "Cookie": try cookie(answer), "Origin": "http://127.0.0.1:\(web.port)",
            "X-CSRF-Token": try #require(answer.text("csrf_token")),
        ]
    }

    @Test func `Somebody signs up, is known, signs out, and signs in again`() async throws {
        try await TestWeb.lend { web async throws in
            let made = try await web.ask("POST", "/v1/accounts", json: Self.account)
            #expect(made.status == 201 && made.text("role") == "reader" && made.text("handle") == "ana")
            let attributes = try #require(made.header("Set-Cookie"))
            #expect(attributes.hasPrefix("courant_session=") && attributes.contains("; HttpOnly; SameSite=Lax"))
            #expect(attributes.contains("Path=/") && !attributes.contains("Secure"))
            #expect(made.header("Cache-Control") == "private, no-store" && !made.text.contains("correct horse"))
            let headers = try signed(web, made)
            let me = try await web.ask("GET", "/v1/account", headers: headers)
            #expect(me.text("name") == "Ana Lima" && me.text("csrf_token") == headers["X-CSRF-Token"])
            #expect(me.header("Vary")?.contains("Cookie") == true)
            let gone = try await web.ask("DELETE", "/v1/session", headers: headers)
            #expect(gone.status == 204 && gone.header("Set-Cookie")?.contains("Max-Age=0") == true)
            #expect(try await web.ask("GET", "/v1/account", headers: headers).status == 401)
            let again = try await web.ask("POST", "/v1/sessions", json: Self.session)
            #expect(try await web.ask("GET", "/v1/account", headers: signed(web, again)).text("handle") == "ana")
        }
    }

    @Test func `A wrong passphrase and an unknown handle get the same answer`() async throws {
        try await TestWeb.lend { web async throws in
            _ = try await web.ask("POST", "/v1/accounts", json: Self.account)
            let wrong = try await web.ask("POST", "/v1/sessions", json: #"{"handle":"ana","passphrase":"wrong horse"}"#)
            let unknown = try await web.ask("POST", "/v1/sessions", json: #"{"handle":"No one","passphrase":"x"}"#)
            #expect(
                wrong.status == 401 && wrong.text("code") == "wrong_passphrase"
                    && wrong.text("detail") == unknown.text("detail"))
            #expect(wrong.header("Set-Cookie") == nil)
        }
    }

    @Test func `A handle is given once, and every fault of a sign-up is told`() async throws {
        try await TestWeb.lend { web async throws in
            _ = try await web.ask("POST", "/v1/accounts", json: Self.account)
            #expect(try await web.ask("POST", "/v1/accounts", json: Self.account).text("code") == "handle_taken")
            let faults = try await web.ask(
                "POST", "/v1/accounts", json: #"{"handle":"A na","name":" ","passphrase":"short","role":"admin"}"#)
            #expect(faults.status == 422)
            for field in ["handle", "name", "passphrase", "role"] {
                #expect(faults.text.contains(#""field":"\#(field)""#), "\(field)")
            }
        }
    }

    @Test func `A cookie alone changes nothing: origin and token must be ours`() async throws {
        try await TestWeb.lend { web async throws in
            let good = try signed(web, try await web.ask("POST", "/v1/accounts", json: Self.account))
            let wrongs: [[String: String?]] = [
                ["Origin": nil], ["Origin": "https://evil.example"], ["Origin": "null"], ["X-CSRF-Token": nil],
                ["X-CSRF-Token": String(repeating: "0", count: 64)], ["Origin": nil, "Sec-Fetch-Site": "same-site"],
            ]
            for wrong in wrongs {
                let headers = good.merging(wrong.map { ($0, $1 ?? "") }) { $1 }.filter { !$0.value.isEmpty }
                let answer = try await web.ask("DELETE", "/v1/session", headers: headers)
                #expect(answer.status == 403 && answer.text("code") == "csrf_failed", "\(wrong)")
            }
            var fetched = good
            fetched["Origin"] = nil
            fetched["Sec-Fetch-Site"] = "same-origin"
            #expect(try await web.ask("DELETE", "/v1/session", headers: fetched).status == 204)
        }
    }

    @Test(arguments: ["//v1/session", "/v1//session", "/v1/session/", "/%76%31/session"])
    func `Another spelling of an address is no way around the check`(path: String) async throws {
        try await TestWeb.lend { web async throws in
            var headers = try signed(web, try await web.ask("POST", "/v1/accounts", json: Self.account))
            headers["X-CSRF-Token"] = nil
            #expect(try await web.ask("DELETE", path, headers: headers).status == 404)
            #expect(try await web.ask("GET", "/v1/account", headers: headers).status == 200)
        }
    }

    @Test func `A cookie that nobody holds is nobody, and a token wins over a cookie`() async throws {
        try await TestWeb.lend { web async throws in
            let stale = ["Cookie": "a=b; courant_session=\(String(repeating: "x", count: 43))"]
            #expect(try await web.ask("GET", "/v1/articles", headers: stale).status == 200)
            #expect(try await web.ask("GET", "/v1/account", headers: ["Cookie": "courant_session=x"]).status == 401)
            let token = try await web.token(.editor, "desk")
            let made = try await web.ask("POST", "/v1/accounts", json: Self.account)
            let both = try await web.ask("GET", "/v1/account", token: token, headers: ["Cookie": try cookie(made)])
            #expect(both.text("kind") == "token" && both.text("name") == "desk" && both.text("csrf_token") == nil)
            #expect(try await web.ask("DELETE", "/v1/session", token: token).status == 409)
        }
    }

    @Test func `Who reads over https gets a cookie that no other host can set`() async throws {
        try await TestWeb.lend(settings: WebSettings(publicURL: "https://news.example")) { web async throws in
            let made = try await web.ask("POST", "/v1/accounts", json: Self.account)
            let cookie = try #require(made.header("Set-Cookie"))
            #expect(cookie.hasPrefix("__Host-courant_session=") && cookie.hasSuffix("; Secure"))
            var headers = try signed(web, made)
            headers["Origin"] = "https://news.example"
            #expect(try await web.ask("DELETE", "/v1/session", headers: headers).status == 204)
        }
    }

    @Test func `Who guesses is told to wait, and others are not`() async throws {
        let settings = WebSettings(trustedProxies: try #require(TrustedProxies(["127.0.0.1"])))
        // However long the guesses take, no time passes for the limit.
        let start = ContinuousClock.now
        try await TestWeb.lend(settings: settings, rates: RateKeeper { start }) { web async throws in
            let guess = #"{"handle":"ana","passphrase":"wrong horse"}"#
            let from = { (host: Int) in ["X-Forwarded-For": "198.51.100.\(host)"] }
            for _ in 0..<RateLimit.signIn.quota {
                #expect(try await web.ask("POST", "/v1/sessions", headers: from(1), json: guess).status == 401)
            }
            let refused = try await web.ask("POST", "/v1/sessions", headers: from(1), json: guess)
            #expect(refused.status == 429 && refused.text("code") == "rate_limited")
            #expect(refused.header("Retry-After") == refused.text("retry_after"))
            #expect(refused.header("RateLimit-Policy") == #""sign-in";q=10;w=60"#)
            #expect(refused.header("RateLimit")?.hasPrefix(#""sign-in";r=0;t="#) == true)
            #expect(try await web.ask("POST", "/v1/sessions", headers: from(2), json: guess).status == 401)
            // What cannot be a handle is counted as one, however long it is.
            for number in 0..<RateLimit.signIn.quota {
                let name = "No handle \(number)\(String(repeating: "\u{301}", count: 1000))"
                let wrong = #"{"handle":"\#(name)","passphrase":"wrong horse"}"#
                #expect(try await web.ask("POST", "/v1/sessions", headers: from(3), json: wrong).status == 401)
            }
            let other = #"{"handle":"Nor this","passphrase":"wrong horse"}"#
            #expect(try await web.ask("POST", "/v1/sessions", headers: from(3), json: other).status == 429)
        }
    }
}
