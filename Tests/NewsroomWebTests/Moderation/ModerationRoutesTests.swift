import Foundation
import Newsroom
import NewsroomStore
import Testing

@testable import NewsroomWeb

/// Moderation by REST.
struct ModerationRoutesTests {
    @Test func `Of two moderators one wins, the other is shown who decided what, and the decision is taken back`() async throws
    {
        try await TestWeb.lend { web async throws in
            let article = try await web.article()
            let made = try await web.post(article, "Hello", try await web.signIn("Rea"))
            let id = try #require(made.text("id"))
            let (mo, kit) = (try await web.token(.moderator, "mo"), try await web.token(.admin, "kit"))
            let path = "/v1/moderation/comments/\(id)"
            let reject = #"{"decision":"reject","reason":"off_topic","note":"Not here.","revision":1}"#
            let first = try await web.ask("POST", path + "/decisions", token: mo, json: reject)
            #expect(first.status == 201)
            let second = try await web.ask(
                "POST", path + "/decisions", token: kit, json: #"{"decision":"approve","reason":"fine","revision":1}"#)
            #expect(second.status == 409 && second.text("code") == "decided")
            #expect(second.text("decision", "id") == first.text("id") && second.text("decision", "actor", "name") == "mo")
            #expect(second.text("comment", "status") == "rejected")
            let undo = "/v1/moderation/decisions/\(try #require(first.text("id")))/undo"
            #expect(try await web.ask("POST", undo, token: kit).text("to") == "pending")
            #expect(try await web.ask("POST", undo, token: kit).text("code") == "decided")
            let noted = try await web.ask("POST", path + "/notes", token: mo, json: #"{"note":"Watch."}"#)
            #expect(noted.status == 201 && noted.text("action") == "note")
            let context = try await web.ask("GET", path, token: mo)
            #expect(context.text("comment", "id") == id && context.text("reader", "name") == "Rea")
            #expect(context.text("audit")?.contains("Watch.") == true && context.text("claim") == nil)
            let audit = try await web.ask("GET", "/v1/moderation/audit?comment=\(id)&limit=2", token: mo)
            #expect(audit.itemCount == 2 && audit.header("Link")?.contains("comment=\(id)&limit=2&page=") == true)
            let mismatched = try await web.ask(
                "POST", path + "/decisions", token: mo, json: #"{"decision":"approve","reason":"spam","revision":3}"#)
            #expect(mismatched.status == 422 && mismatched.text.contains("fine, in_context"))
        }
    }

    @Test func `Many are decided at one stroke, each by itself, and taken back as one`() async throws {
        try await TestWeb.lend { web async throws in
            let article = try await web.article()
            var ids: [String] = []
            for number in 0..<3 {
                let made = try await web.post(article, "Number \(number)", try await web.signIn("Reader \(number)"))
                ids.append(try #require(made.text("id")))
            }
            let mo = try await web.token(.moderator, "mo")
            func body(_ ids: [String], revision: Int = 1) -> String {
                let comments = ids.map { #"{"comment":"\#($0)","revision":\#(revision)}"# }.joined(separator: ",")
                return #"{"comments":[\#(comments)],"decision":"approve","reason":"fine"}"#
            }
            _ = try await web.ask(
                "POST", "/v1/moderation/comments/\(ids[0])/decisions", token: mo,
                json: #"{"decision":"reject","reason":"spam","revision":1}"#)
            let decided = try await web.ask("POST", "/v1/moderation/decisions", token: mo, json: body(ids))
            #expect(decided.status == 200)
            #expect(decided.text.components(separatedBy: #""outcome":"decided""#).count == 3)
            #expect(decided.text.contains(#""outcome":"lost","problem":{"code":"decided""#))
            let queue = try await web.ask("GET", "/v1/moderation/comments?queue=approved&limit=1", token: mo)
            #expect(queue.itemCount == 1 && queue.text("counts", "approved") == "2" && queue.text("counts", "rejected") == "1")
            #expect(queue.header("Link")?.contains("queue=approved") == true)
            let batch = try #require(decided.text("batch"))
            let undone = try await web.ask("POST", "/v1/moderation/batches/\(batch)/undo", token: mo)
            #expect(undone.text.components(separatedBy: #""outcome":"decided""#).count == 3)
            #expect(try await web.ask("POST", "/v1/moderation/batches/\(ids[0])/undo", token: mo).status == 404)
            #expect(try await web.ask("POST", "/v1/moderation/decisions", token: mo, json: body([])).status == 422)
            let twice = try await web.ask(
                "POST", "/v1/moderation/decisions", token: mo, json: body([ids[1], ids[1]], revision: 3))
            #expect(twice.status == 422)
            let broken = try await web.ask(
                "POST", "/v1/moderation/decisions", token: mo,
                json: #"{"comments":[{"comment":"x"}],"decision":"approve","reason":"fine"}"#)
            #expect(broken.text.contains("comments[0].comment") && broken.text.contains("comments[0].revision"))
        }
    }

    @Test func `Who decides beside a report that came later is shown the comment again`() async throws {
        try await TestWeb.lend { web async throws in
            let made = try await web.post(try await web.article(), "Hello", try await web.signIn("Mod", role: .moderator))
            let id = try #require(made.text("id"))
            let mo = try await web.token(.moderator, "mo")
            let report = try await web.ask(
                "POST", "/v1/comments/\(id)/reports", headers: try await web.signIn("Rea"), json: #"{"reason":"abuse"}"#)
            #expect(report.status == 201)
            func decide(_ count: String) async throws -> TestAnswer {
                try await web.ask(
                    "POST", "/v1/moderation/comments/\(id)/decisions", token: mo,
                    json: #"{"decision":"approve","reason":"fine","revision":1,"report_count":\#(count)}"#)
            }
            let unread = try await decide("0")
            #expect(unread.status == 409 && unread.text("code") == "changed")
            #expect(unread.text("comment", "report_count") == "1" && unread.text("comment", "reasons") == #"["abuse"]"#)
            let many = try await web.ask(
                "POST", "/v1/moderation/decisions", token: mo,
                json: #"{"comments":[{"comment":"\#(id)","revision":1,"report_count":0}],"decision":"approve","reason":"fine"}"#
            )
            #expect(many.text.contains(#""problem":{"code":"changed""#))
            #expect(try await decide("-1").status == 422)
            #expect(try await decide("1").status == 201)
        }
    }

    @Test func `A suspension that is over is told to nobody`() async throws {
        try await TestWeb.lend { web async throws in
            let rea = try await web.signIn("Rea")
            let made = try await web.post(try await web.article(), "Hello", rea)
            let id = try #require(made.text("author", "id").flatMap(Identifier<Account>.init))
            let mo = try await web.token(.moderator, "mo")
            let (actor, now) = (AuditActor(id: UUID(), name: "Mo"), Date.now)
            try await web.store.write {
                _ = try await $0.set(.suspended(until: now - 1), of: id, because: "spam", by: actor, at: now - 60)
            }
            let account = try await web.ask("GET", "/v1/account", headers: rea)
            #expect(account.text("standing") == "normal" && account.text("reason") == "" && account.text("until") == nil)
            for path in ["readers/\(id)", "comments/\(try #require(made.text("id")))"] {
                #expect(try await !web.ask("GET", "/v1/moderation/\(path)", token: mo).text.contains(#"standing":"suspended"#))
            }
        }
    }

    @Test func `A remembered answer forgets the words that an author has taken back`() async throws {
        try await TestWeb.lend { web async throws in
            let rea = try await web.signIn("Rea")
            let made = try await web.post(try await web.article(), "Regretted words", rea)
            let id = try #require(made.text("id"))
            let mo = try await web.token(.moderator, "mo")
            let reject = #"{"comments":[{"comment":"\#(id)","revision":1}],"decision":"reject","reason":"spam"}"#
            #expect(try await web.ask("POST", "/v1/moderation/decisions", token: mo, json: reject).status == 200)
            let ask = {
                try await web.ask(
                    "POST", "/v1/moderation/decisions", token: mo, headers: ["Idempotency-Key": "k"], json: reject)
            }
            #expect(try await ask().text.contains("Regretted words"))
            #expect(try await ask().text.contains("Regretted words"))
            let path = try #require(made.header("Location"))
            #expect(try await web.ask("DELETE", path, headers: rea.merging(["If-Match": "*"]) { $1 }).status == 204)
            let again = try await ask()
            #expect(again.header("Idempotency-Replayed") == "true" && !again.text.contains("Regretted"))
        }
    }

    @Test func `Lists of words hold comments in many scripts, and change by version`() async throws {
        try await TestWeb.lend { web async throws in
            let article = try await web.article()
            let mo = try await web.token(.moderator, "mo")
            let lists = #"{"banned":["idiot","дурак","傻逼","كلب"],"suspect":["go home"]}"#
            #expect(try await web.ask("PUT", "/v1/moderation/words", token: mo, json: lists).status == 428)
            let set = try await web.ask("PUT", "/v1/moderation/words", token: mo, headers: ["If-Match": "\"r1\""], json: lists)
            #expect(set.status == 200 && set.text("revision") == "2")
            let stale = try await web.ask(
                "PUT", "/v1/moderation/words", token: mo, headers: ["If-Match": "\"r1\""], json: lists)
            #expect(stale.status == 412)
            let invisible = try await web.ask(
                "PUT", "/v1/moderation/words", token: mo, headers: ["If-Match": "\"r2\""],
                json: #"{"banned":["a$$","c++","🖕","\u0301"],"suspect":[]}"#)
            #expect(invisible.status == 422 && invisible.text.contains(#""field":"banned[3]""#))
            let cases = [
                ("you i\u{200B}dіоt", "idiot"), ("Ты ДУРАK", "дурак"), ("你是大傻逼", "傻逼"), ("يا كَلْب", "كلب"),
                ("GO, home!", "go home"), ("g&#48; h**ome**", "go home"),
            ]
            for (text, word) in cases {
                let made = try await web.post(article, text, try await web.signIn("Reader"))
                let context = try await web.ask("GET", "/v1/moderation/comments/\(try #require(made.text("id")))", token: mo)
                #expect(context.text("comment", "holds")?.contains(word) == true, "\(text)")
            }
            let held = try await web.ask("GET", "/v1/moderation/comments?queue=held&reason=banned_word", token: mo)
            #expect(held.itemCount == 4)
        }
    }

    @Test(arguments: [
        ("GET", "/v1/moderation/comments"), ("GET", "/v1/moderation/words"), ("GET", "/v1/moderation/audit"),
        ("POST", "/v1/moderation/decisions"), ("GET", "/v1/moderation/readers/0199c0de-0000-7000-8000-000000000001"),
    ]) func `Moderation is for moderators and admins`(method: String, path: String) async throws {
        try await TestWeb.lend { web async throws in
            let json = method == "POST" ? "{}" : nil
            #expect(try await web.ask(method, path, json: json).status == 401)
            let writer = try await web.token(.writer, "ana")
            #expect(try await web.ask(method, path, token: writer, json: json).status == 403)
        }
    }

    @Test func `A policy closes an article, departs from its section's, and ends`() async throws {
        try await TestWeb.lend { web async throws in
            let article = try await web.article(#"{"policy":"premoderated","takes_guests":false}"#)
            let editor = try await web.token(.editor, "ed")
            let path = "\(article)/comment_policy"
            #expect(try await web.ask("GET", path, token: editor).status == 404)
            let set = try await web.ask("PUT", path, token: editor, json: #"{"policy":"closed"}"#)
            #expect(set.text("revision") == "1")
            #expect(try await web.ask("PUT", path, token: editor, json: #"{"policy":"open"}"#).status == 428)
            let rea = try await web.signIn("Rea")
            #expect(try await web.post(article, "x", rea).text("code") == "comments_closed")
            #expect(try await web.ask("GET", "\(article)/comments").text("commenting", "is_open") == "false")
            let wrong = try await web.ask(
                "PUT", path, token: editor, headers: ["If-Match": "*"], json: #"{"policy":"ajar","close_after_days":0}"#)
            #expect(wrong.status == 422 && wrong.text.contains("close_after_days"))
            let ended = try await web.ask("DELETE", path, token: editor, headers: ["If-Match": "\"r1\""])
            #expect(ended.status == 204)
            #expect(try await web.post(article, "x", rea).text("status") == "pending")
            #expect(try await web.ask("GET", path).status == 401)
        }
    }
}
