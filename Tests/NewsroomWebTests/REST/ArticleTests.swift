import Foundation
import Newsroom
import Testing

@testable import NewsroomWeb

struct ArticleTests {
    static let bridge =
        #"{"headline":"Bridge opens","standfirst":"At last.","body":"It is **open**.","section":"world","tags":["Roads"]}"#

    @Test func `An article lives from draft to withdrawal`() async throws {
        try await TestWeb.lend { web async throws in
            let writer = try await web.token(.writer, "ana")
            let made = try await web.ask("POST", "/v1/articles", token: writer, json: Self.bridge)
            #expect(made.status == 201)
            let path = try #require(made.header("Location"))
            #expect(made.text("body_html") == "<p>It is <strong>open</strong>.</p>\n")
            #expect(made.text("tags") == #"["roads"]"#)
            #expect(made.text("byline") == "ana")
            #expect(try await web.ask("GET", path).status == 404)
            let tag = try #require(try await web.ask("GET", path, token: writer).header("ETag"))
            #expect(tag == made.header("ETag"))

            #expect(try await web.ask("PATCH", path, token: writer, json: #"{"headline":"x"}"#).status == 428)
            let revised = try await web.ask(
                "PATCH", path, token: writer, headers: ["If-Match": tag, "Content-Type": "application/merge-patch+json"],
                json: #"{"headline":"Bridge opens again"}"#)
            #expect(revised.text("revision") == "2")
            let stale = try await web.ask("PATCH", path, token: writer, headers: ["If-Match": tag], json: #"{"headline":"y"}"#)
            #expect(stale.status == 412)
            #expect(stale.header("ETag") == "\"r2\"")

            let published = try await web.ask("POST", path + "/publish", token: writer, headers: ["If-Match": "\"r2\""])
            #expect(published.text("status") == "published")
            let read = try await web.ask("GET", path)
            #expect(read.header("Cache-Control") == "no-cache")
            let unchanged = try await web.ask("GET", path, headers: ["If-None-Match": try #require(read.header("ETag"))])
            #expect(unchanged.status == 304)
            #expect(unchanged.text.isEmpty)

            let corrected = try await web.ask(
                "POST", path + "/corrections", token: writer, headers: ["If-Match": "*"],
                json: #"{"kind":"factual","note":"It was Tuesday.","body":"On Tuesday."}"#)
            #expect(corrected.status == 201)
            #expect(corrected.text("status") == "corrected")
            #expect(try await web.ask("GET", path + "/corrections").itemCount == 1)
            #expect(try await web.ask("GET", path + "/revisions", token: writer).itemCount == 4)
            #expect(try await web.ask("GET", path + "/revisions").status == 401)

            let withdrawn = try await web.ask(
                "POST", path + "/withdraw", token: writer, headers: ["If-Match": "*"], json: #"{"reason":"It is closed."}"#)
            #expect(withdrawn.text("reason") == "It is closed.")
            let gone = try await web.ask("GET", path)
            #expect(gone.status == 410)
            #expect(gone.text("code") == "withdrawn")
            #expect(!gone.text.contains("Bridge"))
            #expect(!gone.text.contains("Tuesday"))
            let seen = try await web.ask("GET", path, token: writer)
            #expect(seen.status == 200)
            #expect(!seen.text.contains("Bridge"))
            #expect(web.commits.count == 5)
        }
    }

    @Test func `The same Idempotency-Key makes one article`() async throws {
        try await TestWeb.lend { web async throws in
            let writer = try await web.token(.writer, "ana")
            let key = ["Idempotency-Key": "once"]
            let first = try await web.ask("POST", "/v1/articles", token: writer, headers: key, json: Self.bridge)
            let second = try await web.ask("POST", "/v1/articles", token: writer, headers: key, json: Self.bridge)
            #expect(second.status == 201)
            #expect(second.text == first.text)
            #expect(second.header("ETag") == first.header("ETag"))
            #expect(second.header("Location") == first.header("Location"))
            #expect(first.header("Idempotency-Replayed") == nil)
            #expect(second.header("Idempotency-Replayed") == "true")
            let other = Self.bridge.replacing("Bridge", with: "Tunnel")
            let reused = try await web.ask("POST", "/v1/articles", token: writer, headers: key, json: other)
            #expect(reused.status == 422)
            #expect(reused.text("code") == "idempotency_key_reused")
            #expect(web.commits.count == 1)
        }
    }

    @Test func `A repeated request brings no text back after a takedown`() async throws {
        try await TestWeb.lend { web async throws in
            let editor = try await web.token(.editor, "desk")
            let key = ["Idempotency-Key": "once"]
            let first = try await web.ask("POST", "/v1/articles", token: editor, headers: key, json: Self.bridge)
            let path = try #require(first.header("Location"))
            let other = try await web.ask(
                "POST", "/v1/articles", token: editor, headers: ["Idempotency-Key": "other"], json: Self.bridge)
            let gone = try await web.ask(
                "POST", path + "/withdraw", token: editor, headers: ["If-Match": "*"], json: #"{"reason":"Not ours"}"#)
            #expect(gone.status == 200)
            let second = try await web.ask("POST", "/v1/articles", token: editor, headers: key, json: Self.bridge)
            #expect(second.status == 201)
            #expect(second.header("Location") == path)
            #expect(second.header("Idempotency-Replayed") == "true")
            #expect(second.text == #"{"redacted":true}"#)
            let kept = try await web.ask(
                "POST", "/v1/articles", token: editor, headers: ["Idempotency-Key": "other"], json: Self.bridge)
            #expect(kept.text == other.text)
        }
    }

    @Test func `An article takes its own older slug back, and never another one's`() async throws {
        try await TestWeb.lend { web async throws in
            let editor = try await web.token(.editor, "desk")
            let make = { try await web.ask("POST", "/v1/articles", token: editor, json: Self.bridge) }
            let first = try await make()
            let path = try #require(first.header("Location"))
            let old = try #require(first.text("slug"))
            let other = try #require(try await make().text("slug"))
            let move = { (slug: String) in
                try await web.ask(
                    "PATCH", path, token: editor, headers: ["If-Match": "*"], json: #"{"slug":"\#(slug)"}"#)
            }
            #expect(try await move("elsewhere").text("slug") == "elsewhere")
            #expect(try await move(old).text("slug") == old)
            let taken = try await move(other)
            #expect(taken.status == 409)
            #expect(taken.text("code") == "slug_taken")
        }
    }

    @Test(arguments: ["q", "tag"])
    func `NUL, which no text holds, is refused in a search`(_ name: String) async throws {
        try await TestWeb.lendWithoutDatabase { web async throws in
            let answer = try await web.ask("GET", "/v1/articles?\(name)=a%00b")
            #expect(answer.status == 400)
            #expect(answer.text("code") == "invalid_parameters")
        }
    }

    @Test func `Ten requests at once with one key make one article`() async throws {
        try await TestWeb.lend { web async throws in
            let writer = try await web.token(.writer, "ana")
            let locations = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await web.ask(
                            "POST", "/v1/articles", token: writer, headers: ["Idempotency-Key": "k"], json: Self.bridge
                        ).header("Location")
                    }
                }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(locations.count == 1)
            #expect(locations.first != .some(nil))
            #expect(web.commits.count == 1)
        }
    }

    @Test func `Who may do what`() async throws {
        try await TestWeb.lend { web async throws in
            let ana = try await web.token(.writer, "ana")
            let ben = try await web.token(.writer, "ben")
            let editor = try await web.token(.editor, "desk")
            let moderator = try await web.token(.moderator, "mod")
            let make = { (token: String?) in try await web.ask("POST", "/v1/articles", token: token, json: Self.bridge) }
            #expect(try await make(nil).status == 401)
            #expect(try await make("wrong").status == 401)
            #expect(try await make(moderator).status == 403)
            let path = try #require(try await make(ana).header("Location"))
            let patch = { (token: String?) in
                try await web.ask("PATCH", path, token: token, headers: ["If-Match": "*"], json: #"{"headline":"New"}"#).status
            }
            #expect(try await patch(nil) == 401)
            #expect(try await patch(ben) == 404)
            #expect(try await patch(editor) == 200)
            #expect(try await web.ask("POST", path + "/publish", token: ana, headers: ["If-Match": "*"]).status == 200)
            #expect(try await patch(ben) == 403)
            #expect(try await web.ask("GET", "/v1/articles?status=draft").status == 401)
            #expect(try await web.ask("GET", "/v1/articles?status=draft", token: moderator).status == 403)
            #expect(try await web.ask("GET", "/v1/articles?status=draft&author=ana", token: ben).status == 403)
            _ = try await make(ana)
            #expect(try await web.ask("GET", "/v1/articles?status=draft", token: ana).itemCount == 1)
            #expect(try await web.ask("GET", "/v1/articles?status=draft", token: ben).itemCount == 0)
            #expect(try await web.ask("GET", "/v1/articles?status=draft", token: editor).itemCount == 1)
            #expect(
                try await web.ask("GET", "/v1/articles", token: "wrong").header("WWW-Authenticate")?.contains("invalid_token")
                    == true)
        }
    }

    @Test func `Lists page through all, and keep their filters`() async throws {
        try await TestWeb.lend { web async throws in
            let editor = try await web.token(.editor, "desk")
            for number in 1...5 {
                let json = #"{"headline":"Story \#(number)","section":"world","status":"published","tags":["a b"]}"#
                #expect(try await web.ask("POST", "/v1/articles", token: editor, json: json).status == 201)
            }
            var path = "/v1/articles?tag=a%20b&limit=2"
            var count = 0
            while true {
                let page = try await web.ask("GET", path)
                #expect(page.text("cursor") != nil)
                count += page.itemCount
                guard let link = page.header("Link") else { break }
                #expect(link.hasPrefix("</v1/articles?tag=a%20b&limit=2&page="))
                path = String(link.dropFirst().prefix { $0 != ">" })
            }
            #expect(count == 5)
            let list = try await web.ask("GET", "/v1/articles")
            #expect(
                try await web.ask("GET", "/v1/articles", headers: ["If-None-Match": try #require(list.header("ETag"))]).status
                    == 304)
        }
    }

    @Test(arguments: [
        ("{", 400, "malformed_json"), ("[]", 422, "invalid_fields"), ("{}", 422, "invalid_fields"),
        (#"{"headline":"","section":"nope","tags":"x","status":"corrected","x":1}"#, 422, "invalid_fields"),
        (#"{"headline":"a","section":"world","publish_at":"2001-01-01T00:00:00Z"}"#, 422, "invalid_fields"),
        (#"{"headline":"a","section":"world","author":"nobody"}"#, 422, "invalid_fields"),
    ])
    func `A wrong body is refused`(_ json: String, status: Int, code: String) async throws {
        try await TestWeb.lend { web async throws in
            let editor = try await web.token(.editor, "desk")
            let answer = try await web.ask("POST", "/v1/articles", token: editor, json: json)
            #expect(answer.status == status)
            #expect(answer.text("code") == code)
            #expect(answer.header("Content-Type") == "application/problem+json")
        }
    }

    @Test func `A time to come makes a scheduled draft`() async throws {
        try await TestWeb.lend { web async throws in
            let editor = try await web.token(.editor, "desk")
            let json = #"{"headline":"Later","section":"world","status":"published","publish_at":"2099-01-01T00:00:00Z"}"#
            let made = try await web.ask("POST", "/v1/articles", token: editor, json: json)
            #expect(made.text("status") == "draft")
            #expect(made.text("publish_at") == "2099-01-01T00:00:00.000Z")
            let path = try #require(made.header("Location"))
            let patch = try await web.ask(
                "PATCH", path, token: editor, headers: ["If-Match": "*"], json: #"{"publish_at":null}"#)
            #expect(patch.text("publish_at") == nil)
        }
    }

    @Test func `A slug that was used is taken`() async throws {
        try await TestWeb.lend { web async throws in
            let editor = try await web.token(.editor, "desk")
            let json = #"{"headline":"A","section":"world","slug":"here"}"#
            #expect(try await web.ask("POST", "/v1/articles", token: editor, json: json).text("slug") == "here")
            #expect(try await web.ask("POST", "/v1/articles", token: editor, json: json).text("code") == "slug_taken")
        }
    }
}
