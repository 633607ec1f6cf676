import Foundation
import Newsroom
import NewsroomStore
import TestSupport
import Testing

@testable import NewsroomWeb

extension TestWeb {
    /// A public article of the section «world», whose comments are taken so.
    func article(_ policy: String = #"{"policy":"open","takes_guests":true}"#) async throws -> String {
        let editor = try await token(.editor, "edna")
        let set = try await ask(
            "PUT", "/v1/sections/world/comment_policy", token: editor, headers: ["If-Match": "*"], json: policy)
        guard set.status == 200 else { throw TestProblem(set.text) }
        let writer = try await token(.writer, "ana")
        let made = try await ask(
            "POST", "/v1/articles", token: writer, json: #"{"headline":"Rain","section":"world","status":"published"}"#)
        guard let path = made.header("Location") else { throw TestProblem(made.text) }
        return path
    }

    /// Somebody who is signed in: the headers of their requests.
    func signIn(_ name: String, role: Role = .reader) async throws -> [String: String] {
        let identity = AccountIdentity.single(issuer: "https://id.example", subject: UUID().uuidString)
        let account = try Account(id: Identifier(at: .now), identity: identity, name: name, role: role, at: .now)
        let secret = try await store.write { transaction in
            try await transaction.insert(account)
            return try await transaction.openSession(of: account.id, at: .now).secret
        }
        return [
            "Cookie": "courant_session=\(secret)", "Origin": "http://127.0.0.1:\(port)",
            "X-CSRF-Token": SessionCookie.csrfToken(of: secret),
        ]
    }

    func post(_ article: String, _ body: String, _ headers: [String: String]) async throws -> TestAnswer {
        let text = JSON.object([.init("body", .string(body))]).text
        return try await ask("POST", "\(article)/comments", headers: headers, json: text)
    }
}

/// Comments by REST, as readers use it.
struct CommentRoutesTests {
    @Test func `A comment is written, approved, read, edited, and taken back`() async throws {
        try await TestWeb.lend { web async throws in
            let article = try await web.article()
            let rea = try await web.signIn("Rea")
            let moderator = try await web.token(.moderator, "mo")
            let made = try await web.post(article, "It **rains**.", rea)
            #expect(made.status == 201 && made.text("status") == "pending" && made.text("body") == "It **rains**.")
            #expect(made.text("body_html") == "<p>It <strong>rains</strong>.</p>\n" && made.text.hasPrefix(#"{"id":""#))
            let path = try #require(made.header("Location"))
            #expect(try await web.ask("GET", path).status == 404)
            #expect(try await web.ask("GET", path, headers: rea).text("status") == "pending")
            #expect(try await web.ask("GET", "\(article)/comments").itemCount == 0)
            #expect(try await web.ask("GET", "\(article)/comments", headers: rea).itemCount == 1)

            let id = try #require(made.text("id"))
            let decided = try await web.ask(
                "POST", "/v1/moderation/comments/\(id)/decisions", token: moderator,
                json: #"{"decision":"approve","reason":"fine","note":"Welcome","revision":1}"#)
            #expect(decided.status == 201 && decided.text("to") == "approved" && decided.text("actor", "name") == "mo")
            let seen = try await web.ask("GET", "\(article)/comments")
            #expect(seen.itemCount == 1 && seen.text("count") == "1" && seen.text("commenting", "is_open") == "true")
            #expect(!seen.text.contains("**") && seen.header("Cache-Control") == "no-cache")
            #expect(try await web.ask("GET", path, headers: rea).text("note") == "Welcome")
            #expect(try await web.ask("GET", "/v1/articles").text.contains(#""comment_count":1"#))

            let change = #"{"body":"It pours."}"#
            #expect(try await web.ask("PATCH", path, headers: rea, json: change).status == 428)
            let stale = try await web.ask("PATCH", path, headers: rea.merging(["If-Match": "\"r1\""]) { $1 }, json: change)
            #expect(stale.status == 412 && stale.header("ETag") == "\"r2\"")
            let edited = try await web.ask("PATCH", path, headers: rea.merging(["If-Match": "\"r2\""]) { $1 }, json: change)
            #expect(edited.text("status") == "pending" && edited.text("revision") == "3")
            #expect(try await web.ask("GET", path + "/revisions", headers: rea).itemCount == 2)
            #expect(try await web.ask("GET", path + "/revisions", token: moderator).itemCount == 2)

            let other = try await web.signIn("Other").merging(["If-Match": "*"]) { $1 }
            #expect(try await web.ask("DELETE", path, headers: other).status == 404)
            #expect(try await web.ask("DELETE", path, headers: rea.merging(["If-Match": "*"]) { $1 }).status == 204)
            #expect(try await web.ask("GET", path, headers: rea).status == 404)
        }
    }

    @Test func `Somebody without an account comments under a name, where guests are taken, and stays the same guest`()
        async throws
    {
        try await TestWeb.lend { web async throws in
            let article = try await web.article()
            let nameless = try await web.ask("POST", "\(article)/comments", json: #"{"body":"Hello"}"#)
            #expect(nameless.status == 401 && nameless.text("detail")?.contains("name") == true)
            let made = try await web.ask("POST", "\(article)/comments", json: #"{"body":"Hello","name":"Kim"}"#)
            #expect(made.status == 201 && made.text("author", "kind") == "guest" && made.text("status") == "pending")
            let cookie = try #require(made.header("Set-Cookie")).prefix { $0 != ";" }
            let kim = [
                "Cookie": String(cookie), "Origin": "http://127.0.0.1:\(web.port)",
                "X-CSRF-Token": try #require(made.text("csrf_token")),
            ]
            let again = try await web.post(article, "Hello again", kim)
            #expect(again.text("author", "id") == made.text("author", "id"))
            let named = try await web.ask("POST", "\(article)/comments", headers: kim, json: #"{"body":"x","name":"Lee"}"#)
            #expect(named.status == 422)
            _ = try await web.article(#"{"policy":"open","takes_guests":false}"#)
            #expect(try await web.post(article, "Hello?", kim).status == 401)
            let barred = try await web.ask("POST", "\(article)/comments", json: #"{"body":"Hello","name":"Kim"}"#)
            #expect(barred.status == 401 && barred.header("Set-Cookie") == nil)
        }
    }

    @Test func `What is wrong with a comment is told`() async throws {
        try await TestWeb.lend { web async throws in
            let article = try await web.article()
            let rea = try await web.signIn("Rea")
            #expect(try await web.post(article, "  ", rea).text("code") == "invalid_fields")
            let long = try await web.post(article, String(repeating: "a", count: 65_536), rea)
            #expect(long.status == 422 && long.text.contains("1...5000 characters, has 65536"))
            let heavy = String(repeating: "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}", count: 5000)
            let tooHeavy = try await web.post(article, heavy, rea)
            #expect(tooHeavy.status == 422 && tooHeavy.text.contains("65536 bytes"))
            let huge = try await web.post(article, String(repeating: "a", count: 1_100_000), rea)
            #expect(huge.status == 413)
            let orphan = try await web.ask(
                "POST", "\(article)/comments", headers: rea,
                json: #"{"body":"x","parent":"0199c0de-0000-7000-8000-000000000001"}"#)
            #expect(orphan.status == 422 && orphan.text.contains("parent"))
            let unknown = try await web.ask(
                "POST", "\(article)/comments", headers: rea, json: #"{"body":"x","status":"approved"}"#)
            #expect(unknown.status == 422 && unknown.text.contains("«status» is not known here"))
            let token = try await web.token(.editor, "ed")
            #expect(try await web.ask("POST", "\(article)/comments", token: token, json: #"{"body":"x"}"#).status == 403)
            var forged = rea
            forged["X-CSRF-Token"] = nil
            #expect(try await web.post(article, "x", forged).text("code") == "csrf_failed")
            let nowhere = "/v1/articles/0199c0de-0000-7000-8000-000000000001"
            #expect(try await web.post(nowhere, "x", rea).status == 404)
            #expect(try await web.ask("GET", "\(nowhere)/comments").status == 404)
            #expect(try await web.ask("GET", "\(article)/comments?order=best").text("code") == "invalid_parameters")
        }
    }

    @Test func `Threads are so deep and no deeper`() async throws {
        try await TestWeb.lend { web async throws in
            let article = try await web.article()
            let articleID = try #require(Identifier<Article>(String(article.split(separator: "/").last ?? "")))
            let identity = AccountIdentity.single(issuer: "https://id.example", subject: "mod")
            let mod = try Account(id: Identifier(at: .now), identity: identity, name: "Mod", role: .moderator, at: .now)
            var parent: Identifier<Newsroom.Comment>?
            try await web.store.write { try await $0.insert(mod) }
            for depth in 0...Limits.maxCommentDepth {
                let above = parent
                let text = try CommentText(checking: "Depth \(depth)")
                parent = try await web.store.write {
                    try await $0.post(text, to: articleID, answering: above, by: mod.id, at: .now).id
                }
            }
            let rea = try await web.signIn("Rea")
            let deeper = try await web.ask(
                "POST", "\(article)/comments", headers: rea, json: #"{"body":"x","parent":"\#(try #require(parent))"}"#)
            #expect(deeper.status == 422 && deeper.text.contains("50 comments above it"))
            let list = try await web.ask("GET", "\(article)/comments")
            #expect(list.itemCount == 51 && list.text.contains(#""depth":50"#))
        }
    }

    @Test func `Seven comments in a minute are one too many, and a repeated request is one comment`() async throws {
        try await TestWeb.lend { web async throws in
            let article = try await web.article()
            let rea = try await web.signIn("Rea")
            let key = rea.merging(["Idempotency-Key": "once"]) { $1 }
            let first = try await web.post(article, "One", key)
            let again = try await web.post(article, "One", key)
            #expect(again.text("id") == first.text("id") && again.header("Idempotency-Replayed") == "true")
            #expect(try await web.post(article, "Other", key).text("code") == "idempotency_key_reused")
            for number in 4...6 { #expect(try await web.post(article, "Number \(number)", rea).status == 201) }
            let refused = try await web.post(article, "Number 7", rea)
            #expect(refused.status == 429 && refused.header("Retry-After") != nil)
            #expect(refused.header("RateLimit-Policy")?.contains("q=6;w=60") == true)
            #expect(try await web.post(article, "Mine", try await web.signIn("Ben")).status == 201)
        }
    }

    @Test func `A comment is reported once by each, and a banned reader does not comment`() async throws {
        try await TestWeb.lend { web async throws in
            let article = try await web.article()
            let mod = try await web.signIn("Mod", role: .moderator)
            let made = try await web.post(article, "Hello", mod)
            #expect(made.text("status") == "approved")
            let path = try #require(made.header("Location")) + "/reports"
            let rea = try await web.signIn("Rea")
            let report = #"{"reason":"abuse","note":"see"}"#
            #expect(try await web.ask("POST", path, headers: rea, json: report).status == 201)
            #expect(try await web.ask("POST", path, headers: rea, json: report).status == 200)
            #expect(try await web.ask("POST", path, headers: rea, json: #"{"reason":"dull"}"#).status == 422)
            #expect(try await web.ask("POST", path, json: report).status == 401)
            #expect(try await web.ask("POST", path, headers: mod, json: report).status == 409)
            let begun = try await web.ask("POST", "\(article)/comments", json: #"{"body":"Hm","name":"Kim"}"#)
            let cookie = try #require(begun.header("Set-Cookie")?.split(separator: ";").first)
            let guest = rea.merging(["Cookie": String(cookie), "X-CSRF-Token": try #require(begun.text("csrf_token"))]) { $1 }
            let refused = try await web.ask("POST", path, headers: guest, json: report)
            #expect(refused.status == 403 && refused.text("detail")?.contains("Guests do not report") == true)
            let written = try await web.post(article, "Hi", rea)
            let reader = "/v1/moderation/readers/\(try #require(written.text("author", "id")))"
            let profile = try await web.ask("GET", reader, headers: mod)
            #expect(profile.text("history", "pending") == "1")
            let ban = #"{"standing":"banned","reason":"spam"}"#
            #expect(try await web.ask("PUT", reader + "/standing", headers: mod, json: ban).status == 428)
            let match = mod.merging(["If-Match": try #require(profile.header("ETag"))]) { $1 }
            #expect(try await web.ask("PUT", reader + "/standing", headers: match, json: ban).text("standing") == "banned")
            let silenced = try await web.post(article, "Hi again", rea)
            #expect(silenced.status == 403 && silenced.text("code") == "reader_banned" && silenced.text("reason") == "spam")
            let timeless = try await web.ask(
                "PUT", reader + "/standing", headers: mod.merging(["If-Match": "*"]) { $1 }, json: #"{"standing":"suspended"}"#)
            #expect(timeless.status == 422 && timeless.text.contains("until"))
        }
    }
}
