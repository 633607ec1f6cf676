import Newsroom
import Testing

@testable import NewsroomWeb

struct RequestFieldsTests {
    private func fields(_ text: String) throws -> RequestFields { try RequestFields(JSONParser.parse(Array(text.utf8))) }

    @Test func `Every fault is told at once`() throws {
        var fields = try fields(#"{"a":1,"b":["x",2],"c":"No Slug","d":"soon","e":"z","x":0,"y":0,"y":1}"#)
        _ = fields.text("a")
        _ = fields.texts("b")
        _ = fields.slug("c")
        _ = fields.time("d")
        let kind: Correction.Kind? = fields.word("e")
        _ = fields.requiredText("f")
        #expect(kind == nil)
        do {
            try fields.finish()
            Issue.record("nothing was refused")
        } catch {
            #expect(error.entries.map(\.field) == ["y", "a", "b[1]", "c", "d", "e", "f", "x", "y"])
        }
    }

    @Test func `Null takes a time off, absence leaves it`() throws {
        var given = try fields(#"{"t":null}"#)
        var absent = try fields("{}")
        #expect(given.time("t") == .some(nil))
        #expect(absent.time("t") == nil)
        try given.finish()
    }

    @Test(arguments: ["[]", "1", "null", #""x""#])
    func `A body that is no object is refused`(_ text: String) {
        #expect(throws: Problem.self) { try fields(text) }
    }
}
