import CCmark
import Foundation
public import Newsroom

/// Renders what readers write: paragraphs, emphasis, code, lists, quotations and links, and nothing else.
///
/// Headings become bold paragraphs, pictures their description, HTML the text that it is. Links lead to the web or to mail, and tell search
/// engines that they are a reader's.
enum CommentMarkdown {
    private static let extensionNames = ["strikethrough", "autolink"]
    private static let linkSchemes: Set<String> = ["http", "https", "mailto"]
    /// Quotations and lists inside each other.
    static let maxNesting = 8

    /// Renders a text.
    /// - Parameter markdown: At most `Limits.commentCharacters`.
    static func html(of markdown: String) -> TrustedHTML {
        cmark_gfm_core_extensions_ensure_registered()
        let options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_HARDBREAKS
        guard let parser = cmark_parser_new(options) else { return TrustedHTML(vouchedFor: "") }
        defer { cmark_parser_free(parser) }
        for name in extensionNames { cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name)) }
        let text = Markdown.flattened(markdown, maxNesting: maxNesting)
        cmark_parser_feed(parser, text, text.utf8.count)
        guard let document = cmark_parser_finish(parser) else { return TrustedHTML(vouchedFor: "") }
        defer { cmark_node_free(document) }
        // Inner ones first: what they leave behind moves on with the outer ones.
        for node in nodes(of: document).reversed() { plain(node) }
        guard let html = cmark_render_html(document, options, cmark_parser_get_syntax_extensions(parser)) else {
            return TrustedHTML(vouchedFor: "")
        }
        defer { free(html) }
        // Only the renderer writes this: in a text the quotation mark is escaped.
        return TrustedHTML(
            vouchedFor: String(cString: html).replacing("<a href=\"", with: "<a rel=\"nofollow ugc noopener\" href=\""))
    }

    private static func nodes(of document: OpaquePointer) -> [OpaquePointer] {
        let iterator = cmark_iter_new(document)
        defer { cmark_iter_free(iterator) }
        var nodes: [OpaquePointer] = []
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return nodes }
            if event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) { nodes.append(node) }
        }
    }

    private static func plain(_ node: OpaquePointer) {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HTML_INLINE: replace(node, with: textNode(of: node))
        case CMARK_NODE_HTML_BLOCK: replace(node, with: wrapped(textNode(of: node), in: CMARK_NODE_PARAGRAPH))
        case CMARK_NODE_HEADING: embolden(node)
        case CMARK_NODE_THEMATIC_BREAK: drop(node)
        case CMARK_NODE_IMAGE: dissolve(node)
        case CMARK_NODE_CODE_BLOCK: cmark_node_set_fence_info(node, "")
        case CMARK_NODE_LINK:
            cmark_node_set_title(node, "")
            let url = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
            if !leadsOut(url) { dissolve(node) }
        default: break
        }
    }

    /// Whether an address names one of the schemes; one without a scheme leads nowhere here.
    private static func leadsOut(_ url: String) -> Bool {
        guard let colon = url.firstIndex(of: ":") else { return false }
        return linkSchemes.contains(url[..<colon].lowercased())
    }

    private static func textNode(of node: OpaquePointer) -> OpaquePointer? {
        let text = cmark_node_new(CMARK_NODE_TEXT)
        if let literal = cmark_node_get_literal(node) {
            cmark_node_set_literal(text, String(cString: literal).trimmingCharacters(in: .newlines))
        }
        return text
    }

    private static func wrapped(_ child: OpaquePointer?, in type: cmark_node_type) -> OpaquePointer? {
        let parent = cmark_node_new(type)
        cmark_node_append_child(parent, child)
        return parent
    }

    /// A paragraph in bold. It stays the same node: what stands in it lives in its memory.
    private static func embolden(_ heading: OpaquePointer) {
        cmark_node_set_type(heading, CMARK_NODE_PARAGRAPH)
        let strong = cmark_node_new(CMARK_NODE_STRONG)
        while let child = cmark_node_first_child(heading) { cmark_node_append_child(strong, child) }
        cmark_node_append_child(heading, strong)
    }

    /// Leaves what stands in a node, without it.
    private static func dissolve(_ node: OpaquePointer) {
        while let child = cmark_node_first_child(node) { cmark_node_insert_before(node, child) }
        drop(node)
    }

    private static func replace(_ node: OpaquePointer, with other: OpaquePointer?) {
        cmark_node_replace(node, other)
        cmark_node_free(node)
    }

    private static func drop(_ node: OpaquePointer) {
        cmark_node_unlink(node)
        cmark_node_free(node)
    }
}

extension CommentText {
    /// UTF-8 bytes of a comment's Markdown, and of what is made of it: `newsroom.comment` in `sql/schema`.
    private static let maxBytes = (markdown: 65_536, html: 524_288)

    /// Checks and renders what a reader has written.
    /// - Throws: `FieldErrors` for the field `body`.
    public init(checking body: String) throws(FieldErrors) {
        var fields = FieldChecker()
        let markdown = fields.text("body", body, Limits.commentCharacters)
        if markdown.utf8.count > Self.maxBytes.markdown {
            fields.fault("body", "must have at most \(Self.maxBytes.markdown) bytes")
        }
        try fields.finish()
        let html = CommentMarkdown.html(of: markdown).text
        if html.utf8.count > Self.maxBytes.html { throw FieldErrors(field: "body", "has too many marks") }
        self.init(markdown: markdown, html: html)
    }
}
