import Testing

@testable import Postgres

struct ArrayTextTests {
    @Test(
        arguments: [
            [], [""], ["a"], ["NULL"], [nil], ["a,b", "{c}", "\"d\"", "e\\f", " g ", "ü🗞"], [nil, "", nil],
        ] as [[String?]])
    func whatIsWrittenIsRead(elements: [String?]) throws {
        #expect(try ArrayText.elements(of: ArrayText.text(of: elements)) == elements)
    }

    @Test func unquotedElementsAreRead() throws {
        #expect(try ArrayText.elements(of: "{1,NULL,x y}") == ["1", nil, "x y"])
    }

    @Test(arguments: ["", "{", "{a", "{a,", "{{1,2},{3,4}}", "[0:1]={1,2}", "{\"a}", "{a}b", "{\"a\"b}"])
    func otherTextIsRefused(text: String) {
        #expect(throws: DecodingProblem.self) { try ArrayText.elements(of: text) }
    }

    @Test func anEmptyElementIsNotNull() throws {
        #expect(try ArrayText.elements(of: "{\"\",\"NULL\"}") == ["", "NULL"])
    }
}
