import Foundation
import Mustache

/// The templates, read once and known to fit the pages.
struct Templates: Sendable {
    private let library: MustacheLibrary

    /// Every page there is. A page that is not here has no template that was checked.
    static let pages: [any PrintedPage.Type] = [
        FrontPage.self, SectionPage.self, ArticlePage.self, WithdrawnPage.self, SearchPage.self, ErrorPage.self,
        SignInPage.self, SignUpPage.self, ModerationPage.self,
    ]

    /// Reads a folder.
    /// - Throws: `TemplateError` when a page has no template, or a tag of one has no property.
    init(directory: String) throws(TemplateError) {
        try self.init(texts: Templates.texts(in: directory))
    }

    /// Takes templates by name.
    init(texts: [String: String]) throws(TemplateError) {
        var checker = try TemplateChecker(texts)
        for page in Templates.pages {
            guard let text = texts[page.template] else {
                throw .missing(file: "\(page.template).mustache", neededBy: "\(page)")
            }
            guard text.hasPrefix("{{! \(page) }}") else {
                throw .malformed(file: "\(page.template).mustache", reason: "its first line is not {{! \(page) }}")
            }
            try checker.check(page)
        }
        try checker.finish()

        MustacheContentTypes.register(ScalarHTML(), named: ScalarHTML.name)
        var library = MustacheLibrary()
        for (name, text) in texts {
            do {
                try library.register("{{% CONTENT_TYPE:\(ScalarHTML.name)}}\n" + text, named: name)
            } catch {
                throw .malformed(file: "\(name).mustache", reason: "\(error)")
            }
        }
        self.library = library
    }

    /// Prints a page.
    func print<Page: PrintedPage>(_ page: Page) -> String {
        guard let text = library.render(page, withTemplate: Page.template) else {
            preconditionFailure("\(Page.self) is not in Templates.pages")
        }
        return text
    }

    private static func texts(in directory: String) throws(TemplateError) -> [String: String] {
        guard let files = FileManager.default.enumerator(atPath: directory) else { throw .noFolder(directory) }
        var texts: [String: String] = [:]
        for case let path as String in files where path.hasSuffix(".mustache") {
            guard let data = FileManager.default.contents(atPath: "\(directory)/\(path)"),
                let text = String(validating: data, as: UTF8.self)
            else { throw .malformed(file: path, reason: "it cannot be read as UTF-8") }
            texts[String(path.dropLast(".mustache".count))] = text
        }
        if texts.isEmpty { throw .noFolder(directory) }
        return texts
    }
}

/// Escapes by Unicode scalar. swift-mustache escapes by character, and a quotation mark with a combining accent behind it is another
/// character than `"`, although a browser still ends the attribute there.
struct ScalarHTML: MustacheContentType {
    static let name = "SCALARHTML"

    func escapeText(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
