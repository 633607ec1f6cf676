import Foundation
import Newsroom
import Testing

@testable import NewsroomWeb

struct CommentMarkdownTests {
    private static let link = #"<a rel="nofollow ugc noopener" href="#

    @Test(arguments: [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>\n"),
        ("one\ntwo", "<p>one<br />\ntwo</p>\n"),
        ("# Big\n\nsmall", "<p><strong>Big</strong></p>\n<p>small</p>\n"),
        ("Big\n===", "<p><strong>Big</strong></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("> so", "<blockquote>\n<p>so</p>\n</blockquote>\n"),
        ("```js\nx<y\n```", "<pre><code>x&lt;y\n</code></pre>\n"),
        ("a\n\n---\n\nb", "<p>a</p>\n<p>b</p>\n"),
        ("[x](https://a.b \"t\")", "<p>\(link)\"https://a.b\">x</a></p>\n"),
        ("www.a.org", "<p>\(link)\"http://www.a.org\">www.a.org</a></p>\n"),
        ("[m](mailto:a@b.c)", "<p>\(link)\"mailto:a@b.c\">m</a></p>\n"),
        ("[x](/admin) [y](//a.b) [z](tel:1) [w](#top)", "<p>x y z w</p>\n"),
        ("![a *cat*](https://a.b/c.png)", "<p>a <em>cat</em></p>\n"),
        ("I <3 <b>you</b>", "<p>I &lt;3 &lt;b&gt;you&lt;/b&gt;</p>\n"),
        ("<div onclick=x>\nhi\n</div>", "<p>&lt;div onclick=x&gt;\nhi\n&lt;/div&gt;</p>\n"),
        ("|a|\n|-|\n|b|", "<p>|a|<br />\n|-|<br />\n|b|</p>\n"),
    ])
    func `Comments take a part of Markdown, and lose no word of the rest`(_ markdown: String, html: String) {
        #expect(CommentMarkdown.html(of: markdown).text == html)
    }

    @Test(arguments: [
        ("one *two*\nthree\n\n- four\n- five\n  - six\n\n> seven", "one two\nthree\nfour\nfive\nsix\nseven"),
        ("# Big\n\n`a<b` &amp; \"c\" &amp;lt;", "Big\na<b & \"c\" &lt;"), ("![a cat](x) [a dog](https://a.b)", "a cat a dog"),
        ("```\nx < y\n```", "x < y"), ("<b>x</b>", "<b>x</b>"), ("---", ""),
    ])
    func `What is read is told without marks`(_ markdown: String, read: String) throws {
        let lines = try CommentText(checking: markdown).plainText.split(whereSeparator: \.isNewline)
        #expect(lines.joined(separator: "\n") == read)
    }

    private func reasons(_ markdown: String) throws -> [Hold.Reason] {
        let rules = HoldRules(policy: .open, words: WordList(banned: ["fool", "バカ", "a$$"]))
        let commenter = Commenter(role: .reader, standing: .normal, isKnown: true)
        return rules.holds(on: try CommentText(checking: markdown), by: commenter, at: .now).map(\.reason)
    }

    @Test(arguments: [
        "f&#111;ol", "&#102;ool", "fo[](x)ol", "fo![](x)ol", "fo**ol**", "**f**ool", "fo~~o~~l", "fo&shy;ol", "f&zwnj;ool",
        "バ&#12459;", "a\\$\\$", "f*o*ol", "`fool`", "![x](fool)", "# f<!-- -->\n[fool]: x",
    ]) func `A word is held that is read, or hidden in what was written`(_ markdown: String) throws {
        #expect(try reasons(markdown) == [.bannedWord])
    }

    @Test(arguments: [
        "see [x](http:&#47;&#47;evil&#46;com)", "[x](https://evil\\.com/)", "[x](http://evil&#46;example&#46;com/)",
        "http://localhost/x", "http://2130706433/", "http://[::1]/", "evil%2ecom", "[x](http://[::1]/)", "[x](http:/evil)",
        "[x](https:\\\\evil)", "[x](http://%65vil)", "<http://localhost>", "[x][y]\n\n[y]: http://localhost", "[x](mailto:y)",
        "ev**il.c**om", "[x](//evil.com)",
    ]) func `A comment that leads elsewhere is held`(_ markdown: String) throws {
        #expect(try reasons(markdown) == [.link])
    }

    @Test(arguments: [
        "foolish", "fo\n\nol", "fo[ ](x)ol", "I have a dog", "fo\nol", "- fo\n- ol", "*Fo* ol", "[x](y)", "[x](#top)",
        "a & b; 3 < 4",
    ]) func `Innocent comments are not held`(_ markdown: String) throws {
        #expect(try reasons(markdown).isEmpty)
    }

    @Test(arguments: CommentMarkdownTests.hostile) func `Nothing of a reader's can run`(_ markdown: String) throws {
        let html = CommentMarkdown.html(of: markdown).text
        #expect(html.filter { $0 == "<" }.count == html.matches(of: /<[^<>]*>/).count, "\(html)")
        for tag in html.matches(of: /<[^>]*>/).map({ String($0.output) }) {
            let isPlain =
                tag.wholeMatch(of: /<\/?(p|em|strong|del|code|pre|ul|ol|li|blockquote|a)>|<br \/>|<ol start="[0-9]+">/) != nil
            let isLink =
                tag.wholeMatch(of: /<a rel="nofollow ugc noopener" href="(https?|mailto):[^"<>]*">/.ignoresCase()) != nil
            #expect(isPlain || isLink, "\(tag)")
        }
    }

    static let hostile = [
        "<script>alert(1)</script>", "<SCRIPT SRC=//x.y/z.js></SCRIPT>", "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>", "<a href=\"javascript:alert(1)\">x</a>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&#115;cript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](<java\tscript:alert(1)>)", "[x](&#x09;javascript:alert(1))", "[x](&#1;javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]", "[x](vbscript:msgbox(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)", "![x](javascript:alert(1))", "![x](https://a.b/c.png \"onload=x\")",
        "[x](file:///etc/passwd)", "<div\nonclick=alert(1)>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<![CDATA[<script>]]>",
        "<!--><script>alert(1)</script>-->", "<?php echo 1 ?>", "[x](https://a.b \"onmouseover=alert(1) \\\"\")",
        "[x](https://a.b/\"onmouseover=alert(1))", "`<script>`", "```\"><script>\nx\n```", "```x\"onload=y\nz\n```",
        "|<b>|\n|-|\n|<i>|",
        "<style>*{}</style>", "<form action=//x><input>", "<base href=//x>", "<meta http-equiv=refresh content=0>",
        "www.a.b/\"onclick=alert(1)", "\u{0}<script>", "[x](\u{2028}javascript:alert(1))", "[x](%6Aavascript:alert(1))",
        "[<img src=x onerror=alert(1)>](https://a.b)", "![<script>](x)", "# <script>alert(1)</script>",
        "<script>\n\nalert(1)\n\n</script>",
        "[x](https://a.b/<script>)", "<https://a.b/\"><script>", "<a@b.c\"onclick=x>",
        "https://a.b/?q=\"><script>alert(1)</script>",
        "*<img src=x>*", "- <svg onload=x>\n  - <b>", "> <script>\n> x", "    <script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;",
        "\\<script>", "<<script>script>", "<a rel=\"nofollow ugc noopener\" href=\"javascript:x\">",
        "[a](https://b.c\"><script>)", "<p\u{0}onclick=x>",
        "<math><mi//xlink:href=\"data:x,<script>\">", "<x onclick=alert(1)>y</x>", "[x](ht\ntps:javascript:alert(1))",
        "[x](https:javascript:alert(1))",
    ]

    @Test(arguments: [
        ">", "> ", "- ", "* ", "1. ", "[", "![", "*", "_", "**a ", "`", "<", "&", "~", "\"", "[a](", "<a@b", "www.",
        ">>>>>>>>\n\n", "- - - - - - - -\n", "a_", "[](http:a)",
        "www.a.b ", "#\n", "<b>", "![a](b)",
    ])
    func `A comment full of anything fits where it is kept`(_ piece: String) throws {
        let body = String(repeating: piece, count: 5000 / piece.count)
        let html = CommentMarkdown.html(of: body).text
        #expect(html.utf8.count <= 524_288)
        // Elements inside each other are few, or what browsers put up with.
        #expect(html.components(separatedBy: "<blockquote>").count < 5000)
    }
}
