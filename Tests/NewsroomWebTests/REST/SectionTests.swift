import Newsroom
import Testing

@testable import NewsroomWeb

struct SectionTests {
    @Test func `Editors make and change sections`() async throws {
        try await TestWeb.lend { web async throws in
            let editor = try await web.token(.editor, "desk")
            let writer = try await web.token(.writer, "ana")
            let json = #"{"slug":"sea","title":"Sea"}"#
            #expect(try await web.ask("POST", "/v1/sections", token: writer, json: json).status == 403)
            let made = try await web.ask("POST", "/v1/sections", token: editor, json: json)
            #expect(made.header("Location") == "/v1/sections/sea")
            #expect(try await web.ask("POST", "/v1/sections", token: editor, json: json).status == 409)
            let tag = try #require(try await web.ask("GET", "/v1/sections/sea").header("ETag"))
            let patch = {
                try await web.ask(
                    "PATCH", "/v1/sections/sea", token: editor, headers: ["If-Match": tag], json: #"{"title":"Seas"}"#)
            }
            #expect(try await patch().text("revision") == "2")
            #expect(try await patch().status == 412)
            #expect(try await web.ask("GET", "/v1/sections").itemCount == 2)
            #expect(try await web.ask("GET", "/v1/sections/land").status == 404)
        }
    }
}
