import Foundation
import Hummingbird
import NIOEmbedded
import Testing

@testable import NewsroomWeb

/// What holds for every address; none of it needs a database.
struct ConventionsTests {
    @Test(arguments: [
        ("GET", "/v1/nothing", 404, "not_found"), ("GET", "/v1", 404, "not_found"),
        ("DELETE", "/v1/articles", 405, "method_not_allowed"),
        ("PUT", "/v1/articles/x", 405, "method_not_allowed"), ("PROPFIND", "/v1/articles", 501, "method_unknown"),
        ("GET", "/v1/articles?foo=1", 400, "invalid_parameters"), ("GET", "/v1/articles", 503, "unavailable"),
        ("POST", "/v1/articles", 401, "authentication_required"), ("GET", "/v1/articles/not-an-id", 404, "not_found"),
        ("GET", "/v1/articles/%00%ff", 404, "not_found"), ("GET", "/v1/articles/", 404, "not_found"),
        ("GET", "//v1/articles", 404, "not_found"), ("DELETE", "/v1//articles", 404, "not_found"),
    ])
    func `A problem has a stable code`(_ method: String, path: String, status: Int, code: String) async throws {
        try await TestWeb.lendWithoutDatabase { web async throws in
            let answer = try await web.ask(method, path)
            #expect(answer.status == status)
            #expect(answer.text("code") == code)
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect(answer.header("X-Request-Id") == answer.text("request_id"))
        }
    }

    @Test(
        arguments: [
            ("/", nil), ("/section/world?page=/x/", nil), ("/section/world/", "/section/world"),
            ("//section//world/?q=a%2F", "/section/world?q=a%2F"), ("//evil.example", "/evil.example"), ("///", "/"),
            ("//%5Cevil.example", "/%5Cevil.example"), ("//\\evil.example", "404"),
            ("/v1/stream/?topic=front", "404"), ("//v1/account", "404"), ("/v1/", "404"), ("section/world", "404"),
        ] as [(String, String?)])
    func `An address is spelled in one way, and a page's reader is led to it`(path: String, leadsTo: String?) async throws {
        let context = WebContext(source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: .quiet))
        let ask = {
            try await DemandPlainPath().handle(PageFixture.request(path), context: context) { _, _ in Response(status: .ok) }
        }
        switch leadsTo {
        case nil: #expect(try await ask().status == .ok)
        case "404": #expect(await #expect(throws: Problem.self) { try await ask() }?.code == .notFound)
        case let page:
            let answer = try await ask()
            #expect(answer.status == .permanentRedirect && answer.headers[.location] == page)
        }
    }

    @Test func `Every answer carries the headers that protect readers`() async throws {
        try await TestWeb.lendWithoutDatabase { web async throws in
            for path in ["/healthz", "/readyz", "/metrics", "/v1/articles", "/nope"] {
                let answer = try await web.ask("GET", path)
                #expect(answer.header("X-Content-Type-Options") == "nosniff", "\(path)")
                #expect(answer.header("Content-Security-Policy")?.contains("default-src") == true, "\(path)")
                #expect(answer.header("Referrer-Policy") != nil, "\(path)")
                #expect(answer.header("X-Request-Id") != nil, "\(path)")
            }
            let named = try await web.ask("GET", "/healthz", headers: ["X-Request-Id": "mine-1"])
            #expect(named.header("X-Request-Id") == "mine-1")
            let bad = try await web.ask("GET", "/healthz", headers: ["X-Request-Id": "<script>"])
            #expect(bad.header("X-Request-Id") != "<script>")
        }
    }

    @Test func `A method that is not taken names those that are`() async throws {
        try await TestWeb.lendWithoutDatabase { web async throws in
            let answer = try await web.ask("DELETE", "/v1/articles/01990000-0000-7000-8000-000000000000")
            #expect(answer.header("Allow") == "GET, PATCH, HEAD, OPTIONS")
            #expect(answer.text("detail")?.contains("withdraw") == true)
            let options = try await web.ask("OPTIONS", "/v1/articles")
            #expect(options.status == 204)
            #expect(options.header("Allow") == "GET, POST, HEAD, OPTIONS")
            let head = try await web.ask("HEAD", "/healthz")
            #expect(head.status == 200)
            #expect(head.text.isEmpty)
        }
    }

    @Test func `What a client cannot take is refused`() async throws {
        try await TestWeb.lendWithoutDatabase { web async throws in
            #expect(try await web.ask("GET", "/v1/articles", headers: ["Accept": "text/html"]).status == 406)
            #expect(try await web.ask("GET", "/v1/articles", headers: ["Accept": "text/html, */*;q=0.1"]).status == 503)
            #expect(try await web.ask("GET", "/v1/articles", headers: ["Authorization": "Basic eA=="]).status == 401)
        }
    }

    @Test func `Only listed origins may read`() async throws {
        try await TestWeb.lendWithoutDatabase(settings: WebSettings(corsOrigins: ["https://ok.example"])) { web async throws in
            let good = try await web.ask("GET", "/v1/articles", headers: ["Origin": "https://ok.example"])
            #expect(good.header("Access-Control-Allow-Origin") == "https://ok.example")
            #expect(good.header("Access-Control-Expose-Headers")?.contains("ETag") == true)
            let bad = try await web.ask("GET", "/v1/articles", headers: ["Origin": "https://bad.example"])
            #expect(bad.header("Access-Control-Allow-Origin") == nil)
            #expect(bad.header("Vary")?.contains("Origin") == true)
            let preflight = try await web.ask(
                "OPTIONS", "/v1/articles", headers: ["Origin": "https://ok.example", "Access-Control-Request-Method": "POST"])
            #expect(preflight.status == 204)
            #expect(preflight.header("Access-Control-Allow-Headers")?.contains("If-Match") == true)
        }
    }

    @Test func `Readiness and metrics tell operators the state`() async throws {
        try await TestWeb.lendWithoutDatabase { web async throws in
            let ready = try await web.ask("GET", "/readyz")
            #expect(ready.status == 503)
            #expect(ready.text.contains("away"))
            _ = try await web.ask("GET", "/v1/sections/whatever")
            let metrics = try await web.ask("GET", "/metrics")
            #expect(metrics.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
            #expect(
                metrics.text.contains(#"courant_http_requests_total{method="GET",route="/v1/sections/{slug}",status="503"} 1"#))
            #expect(!metrics.text.contains("whatever"))
            #expect(try await web.ask("GET", "/metrics", headers: ["X-Forwarded-For": "1.2.3.4"]).status == 403)
        }
    }

    @Test func `With a scrape token, only the token counts`() async throws {
        try await TestWeb.lendWithoutDatabase(settings: WebSettings(metricsToken: "s3cret")) { web async throws in
            #expect(try await web.ask("GET", "/metrics").status == 403)
            #expect(try await web.ask("GET", "/metrics", token: "wrong").status == 403)
            #expect(try await web.ask("GET", "/metrics", token: "s3cret").status == 200)
        }
    }
}
