import Foundation
import Testing

@testable import NewsroomWeb

struct TemplatesTests {
    /// The package's templates, by name.
    static func texts() throws -> [String: String] {
        let files = try #require(FileManager.default.enumerator(atPath: PageFixture.templates))
        var texts: [String: String] = [:]
        for case let path as String in files where path.hasSuffix(".mustache") {
            texts[String(path.dropLast(9))] = try String(contentsOfFile: "\(PageFixture.templates)/\(path)", encoding: .utf8)
        }
        return texts
    }

    @Test func `Every tag has its property`() throws {
        _ = try Templates(directory: PageFixture.templates)
    }

    @Test func `A missing folder is an error`() {
        #expect(throws: TemplateError.noFolder("/nowhere")) { try Templates(directory: "/nowhere") }
        #expect(throws: (any Error).self) { try Pages(directory: "/nowhere") }
    }

    @Test(arguments: [
        "front/show", "section/show", "article/show", "article/withdrawn", "search/show", "error/show", "layout",
        "article/card", "live/status",
    ])
    func `A missing template is an error that names it`(name: String) throws {
        var texts = try Self.texts()
        texts[name] = nil
        let error = #expect(throws: TemplateError.self) { try Templates(texts: texts) }
        #expect(error?.description.contains("\(name).mustache") == true)
    }

    @Test(arguments: [
        ("article/card", "{{headlime}}", "headlime"), ("article/card", "{{section.name}}", "section.name"),
        ("layout", "{{#frame.nothing}}{{/frame.nothing}}", "frame.nothing"), ("front/show", "{{^leed}}{{/leed}}", "leed"),
        ("live/status", "{{uppercased(siteTitle)}}", "uppercased(siteTitle)"),
    ])
    func `A tag without a property is an error that names file and tag`(name: String, tag: String, missing: String) throws {
        var texts = try Self.texts()
        texts[name] = Self.adding(tag, to: texts[name] ?? "")
        let error = #expect(throws: TemplateError.self) { try Templates(texts: texts) }
        guard case .unknownTag(let file, missing, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(file == "\(name).mustache")
    }

    @Test(arguments: [
        (
            "article/card", "{{{headline}}}",
            TemplateError.notTrusted(file: "article/card.mustache", tag: "headline", page: "FrontPage")
        ),
        ("article/card", "{{&headline}}", .notTrusted(file: "article/card.mustache", tag: "headline", page: "FrontPage")),
        ("article/card", "{{published}}", .notText(file: "article/card.mustache", tag: "published", page: "FrontPage")),
        ("article/card", "{{#headline}}", .malformed(file: "article/card.mustache", reason: "{{#headline}} is not closed")),
        (
            "article/card", "{{/headline}}",
            .malformed(file: "article/card.mustache", reason: "{{/headline}} closes nothing that is open")
        ),
        ("article/card", "{{headline", .malformed(file: "article/card.mustache", reason: "a tag is not closed")),
        (
            "front/show", "{{#lead}}{{#latest}}{{standfirst}}{{/latest}}{{/lead}}",
            .ambiguous(file: "front/show.mustache", tag: "standfirst", page: "FrontPage")
        ),
        ("article/card", "{{>article/card}}", .malformed(file: "article/card.mustache", reason: "it includes itself")),
    ])
    func `A tag that would print wrongly is an error`(name: String, tag: String, expected: TemplateError) throws {
        var texts = try Self.texts()
        texts[name] = Self.adding(tag, to: texts[name] ?? "")
        #expect(throws: expected) { try Templates(texts: texts) }
    }

    @Test func `A page's first line names its struct`() throws {
        var texts = try Self.texts()
        texts["front/show"] = texts["front/show"]?.replacing("{{! FrontPage }}", with: "{{! Front }}")
        #expect(throws: TemplateError.malformed(file: "front/show.mustache", reason: "its first line is not {{! FrontPage }}"))
        {
            try Templates(texts: texts)
        }
    }

    @Test func `Every template is used, and says what it prints`() throws {
        let texts = try Self.texts()
        let names = Set(texts.keys)
        var included = Set(Templates.pages.map { $0.template })
        for text in texts.values {
            for match in text.matches(of: /{{[><]\s*([a-z\/]+)\s*}}/) { included.insert(String(match.output.1)) }
        }
        #expect(names == included)
        for (name, text) in texts { #expect(text.hasPrefix("{{! "), "\(name)") }
    }

    // Behind the first line, and inside the block of a page that inherits the layout.
    private static func adding(_ tag: String, to text: String) -> String {
        guard let block = text.firstRange(of: "{{$content}}\n"), text.contains("{{<layout}}") else { return text + tag }
        return text.replacingCharacters(in: block, with: "{{$content}}\n\(tag)\n")
    }
}
