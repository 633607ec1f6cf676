import CCmark
import Foundation

/// Renders GitHub Flavored Markdown without its dangers: no HTML of the author's, and no link but to the web, to mail or to a telephone.
enum Markdown {
    /// Extensions of GFM that are on. Footnotes and smart punctuation are off.
    private static let extensionNames = ["table", "strikethrough", "autolink", "tagfilter"]
    private static let linkSchemes: Set<String> = ["http", "https", "mailto", "tel"]
    private static let imageSchemes: Set<String> = ["http", "https"]
    /// Marks that open a quotation or a list, on one line: above it, rendering would take quadratic time.
    static let maxNesting = 64

    /// Registers the extensions, once for the process.
    private static let isRegistered: Bool = {
        cmark_gfm_core_extensions_ensure_registered()
        return true
    }()

    /// Renders a text.
    /// - Parameter markdown: Any text, at most `Limits.maxBodyBytes` long.
    static func html(of markdown: String) -> TrustedHTML {
        precondition(isRegistered, "cmark-gfm's extensions are not registered")
        let options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8
        guard let parser = cmark_parser_new(options) else { return TrustedHTML(vouchedFor: "") }
        defer { cmark_parser_free(parser) }
        for name in extensionNames { cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name)) }
        let text = flattened(markdown)
        cmark_parser_feed(parser, text, text.utf8.count)
        guard let document = cmark_parser_finish(parser) else { return TrustedHTML(vouchedFor: "") }
        defer { cmark_node_free(document) }
        disarmLinks(in: document)
        guard let html = cmark_render_html(document, options, cmark_parser_get_syntax_extensions(parser)) else {
            return TrustedHTML(vouchedFor: "")
        }
        defer { free(html) }
        return TrustedHTML(vouchedFor: String(cString: html))
    }

    /// Takes the address off every link and image that leads elsewhere than it may.
    private static func disarmLinks(in document: OpaquePointer) {
        let iterator = cmark_iter_new(document)
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return }
            guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) else { continue }
            let type = cmark_node_get_type(node)
            guard type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE, let url = cmark_node_get_url(node) else { continue }
            let schemes = type == CMARK_NODE_LINK ? linkSchemes : imageSchemes
            if !isSafe(String(cString: url), schemes: schemes) { cmark_node_set_url(node, "") }
        }
    }

    /// Whether an address has no scheme or a permitted one. Browsers drop controls and white space from schemes, so we do.
    static func isSafe(_ url: String, schemes: Set<String>) -> Bool {
        let visible = String(String.UnicodeScalarView(url.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }))
        guard let colon = visible.firstIndex(of: ":") else { return true }
        let scheme = visible[..<colon]
        // A colon behind the start of a path, query or fragment ends no scheme.
        if scheme.contains(where: { "/?#".contains($0) }) { return true }
        return schemes.contains(scheme.lowercased())
    }

    /// The text, with lines that open more than `maxNesting` blocks taken literally.
    /// - Parameter maxNesting: Marks that open a block, on one line.
    static func flattened(_ markdown: String, maxNesting: Int = maxNesting) -> String {
        guard markdown.utf8.count > maxNesting else { return markdown }
        return markdown.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
            .map { line in
                let isDeep = openingMarks(line.utf8) > maxNesting
                return isDeep ? "\\" + line.drop { $0 == " " || $0 == "\t" } : String(line)
            }
            .joined(separator: "\n")
    }

    /// Quotation and list marks, and levels of indentation, before a line's first word.
    private static func openingMarks(_ line: Substring.UTF8View) -> Int {
        var marks = 0
        var blanks = 0
        for byte in line {
            switch byte {
            case UInt8(ascii: ">"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ")"),
                UInt8(ascii: "."):
                marks += 1
            case UInt8(ascii: " "): blanks += 1
            case UInt8(ascii: "\t"): blanks += 4
            case UInt8(ascii: "0")...UInt8(ascii: "9"): continue
            default: return marks + blanks / 4
            }
        }
        return marks + blanks / 4
    }
}
