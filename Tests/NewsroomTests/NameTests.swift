import Foundation
import Newsroom
import Testing

/// Slugs: the readable part of an address.
struct SlugTests {
    @Test(arguments: [
        ("Rain ahead", "rain-ahead"), ("  Rain,  ahead!  ", "rain-ahead"), ("Don't panic", "dont-panic"),
        ("Don’t panic", "dont-panic"),
        ("Żółw i Łódź", "zolw-i-lodz"), ("Größe", "grosse"), ("Москва", "moskva"), ("東京", "dong-jing"),
        ("100 % sure", "100-sure"), ("A/B", "a-b"),
        ("🐢", "untitled"), ("", "untitled"), ("---", "untitled"), ("UPPER lower", "upper-lower"),
    ]) func `A phrase becomes a slug`(phrase: String, text: String) {
        #expect(Slug(phrase: phrase).text == text)
    }

    @Test(arguments: [
        "Rain ahead", "Größe", String(repeating: "word ", count: 100), String(repeating: "é", count: 300), "x\u{200B}y",
        "½ cup",
    ])
    func `A derived slug is one, and so are its numbered ones`(phrase: String) {
        let slug = Slug(phrase: phrase)
        #expect(Slug(slug.text) == slug)
        for number in [2, 10, 999_999] { #expect(Slug(slug.numbered(number).text) != nil, "\(slug.numbered(number))") }
    }

    @Test(arguments: ["a", "a-1", "2026-world-cup", String(repeating: "a", count: 80)]) func `A slug is taken as it is`(
        text: String
    ) {
        #expect(Slug(text)?.text == text)
    }

    @Test(arguments: ["", "-a", "a-", "a--b", "A", "a b", "a_b", "é", "a/b", String(repeating: "a", count: 81), "a\n"])
    func `Anything else is no slug`(text: String) {
        #expect(Slug(text) == nil)
    }

    @Test func `A number never makes a slug too long or its cut ugly`() throws {
        let long = try #require(Slug(String(repeating: "a", count: 71) + "-" + String(repeating: "b", count: 8)))
        #expect(long.numbered(12).text == String(repeating: "a", count: 71) + "-12")
    }
}

/// Topics: what a subscriber asks for.
struct TopicTests {
    private static let id = "0199c0de-0000-7000-8000-000000000001"

    @Test(arguments: ["front", "section:world", "article:\(id)", "alerts", "reader:\(id)", "moderation"])
    func `A topic reads as it was written`(
        text: String
    ) {
        #expect(Topic(text)?.description == text)
    }

    @Test(arguments: [
        "", "Front", "front:", "front:x", "section", "section:", "section:World", "section:a:b", "article:1", "article:",
        "alerts:now", "moderation:x",
        "unknown", "unknown:x", " front", "reader:", "reader:ana",
    ]) func `Anything else is no topic`(text: String) {
        #expect(Topic(text) == nil)
    }

    @Test func `A reader's own topic and the moderators' are private`() {
        let topics = ["front", "section:world", "article:\(Self.id)", "alerts", "reader:\(Self.id)", "moderation"].compactMap {
            Topic($0)
        }
        #expect(topics.map(\.isPublic) == [true, true, true, true, false, false])
    }
}

/// Identifiers and page tokens.
struct IdentifierTests {
    @Test func `Identifiers sort by the time they were made, and are of version 7`() {
        let ids = (0..<1000).map {
            Identifier<Article>(at: Date(timeIntervalSince1970: 1_700_000_000 + Double($0) / 1000)).description
        }
        #expect(ids == ids.sorted() && Set(ids).count == ids.count)
        #expect(ids.allSatisfy { Array($0)[14] == "7" && "89ab".contains(Array($0)[19]) })
        #expect(ids.allSatisfy { Identifier<Article>($0)?.description == $0 })
    }

    @Test func `The first 48 bits are the milliseconds`() {
        let id = Identifier<Article>(at: Date(timeIntervalSince1970: 1_645_557_742))
        #expect(id.description.hasPrefix("017f22e2-79b0-7"))  // RFC 9562, appendix A.6
    }

    @Test(arguments: [0, 1, -1, 1_793_000_000_123_456, 1 << 53, -1 << 53]) func `A page token reads as it was written`(
        microseconds: Int64
    ) {
        let token = PageToken(microseconds: microseconds, id: UUID())
        #expect(PageToken(token.description) == token)
        #expect(token.description.utf8.allSatisfy { $0 != 0x2B && $0 != 0x2F && $0 != 0x3D })
    }

    @Test(arguments: [Int64.max, Int64.min, 1 << 54]) func `A place that no list can have is none`(microseconds: Int64) {
        #expect(PageToken(PageToken(microseconds: microseconds, id: UUID()).description) == nil)
    }

    @Test(arguments: ["", "x", "====", "MTIz", "MTIzLzQ1Ng", "é", String(repeating: "A", count: 200)])
    func `Anything else is no page token`(
        text: String
    ) {
        #expect(PageToken(text) == nil)
    }
}
