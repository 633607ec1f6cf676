import Testing

@testable import NewsroomWeb

struct JSONParserTests {
    @Test(arguments: [
        #"{"a":[1,-0.5e+3,"x",true,false,null,{}],"b":""}"#, "0", #""\u00e9\n\"\\\/""#, "[]", " \t\r\n{} ", #""😀""#,
        #""\ud83d\ude00""#,
    ])
    func `JSON is read, and written so that it reads the same`(_ text: String) throws {
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(try JSONParser.parse(value.bytes) == value)
    }

    @Test(arguments: [
        ("", 0), ("{", 1), (#"{"a"}"#, 4), (#"{"a":1,}"#, 7), ("[1,]", 3), ("01", 1), ("1.", 2), ("+1", 0), ("nul", 0),
        ("\"a", 2),
        ("\"\u{1}\"", 1), (#""\x""#, 1), (#""\ud800""#, 1), (#""\udc00\ud800""#, 1), (#""\u12g4""#, 5), ("{} {}", 3),
        ("'a'", 0),
        ("NaN", 0), ("[1 2]", 3), ("{a:1}", 1), ("\u{FEFF}{}", 0),
    ])
    func `What is no JSON names its place`(_ text: String, offset: Int) {
        let fault = #expect(throws: JSONParser.Fault.self) { try JSONParser.parse(Array(text.utf8)) }
        #expect(fault?.offset == offset)
    }

    @Test func `A fault counts lines and columns from one`() {
        let fault = #expect(throws: JSONParser.Fault.self) { try JSONParser.parse(Array("{\n  \"a\": x\n}".utf8)) }
        #expect(fault?.line == 2)
        #expect(fault?.column == 8)
    }

    @Test(arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFE]] as [[UInt8]])
    func `Bytes that are no UTF-8 are refused`(_ bytes: [UInt8]) {
        #expect(throws: JSONParser.Fault.self) { try JSONParser.parse(bytes) }
    }

    @Test func `Nesting is bounded`() throws {
        let nested = { (depth: Int) in Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONParser.parse(nested(JSONParser.maxDepth))
        #expect(throws: JSONParser.Fault.self) { try JSONParser.parse(nested(JSONParser.maxDepth + 1)) }
        #expect(throws: JSONParser.Fault.self) { try JSONParser.parse(Array(String(repeating: "[", count: 100_000).utf8)) }
    }
}
