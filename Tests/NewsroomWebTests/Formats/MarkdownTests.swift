import Testing

@testable import NewsroomWeb

struct MarkdownTests {
    @Test(arguments: [
        ("**a** ~~b~~", "<p><strong>a</strong> <del>b</del></p>\n"),
        ("see www.example.org", #"<p>see <a href="http://www.example.org">www.example.org</a></p>"# + "\n"),
        ("\"q\" -- 'r'", "<p>&quot;q&quot; -- 'r'</p>\n"),
        ("a[^1]\n\n[^1]: b", "<p>a<a href=\"b\">^1</a></p>\n"),
        ("[a](/x?y=1#z)", "<p><a href=\"/x?y=1#z\">a</a></p>\n"),
        ("[m](mailto:a@b.c)", "<p><a href=\"mailto:a@b.c\">m</a></p>\n"),
        ("![i](https://a.b/c.png)", "<p><img src=\"https://a.b/c.png\" alt=\"i\" /></p>\n"),
    ])
    func `Markdown is rendered as on GitHub, without footnotes and smart quotes`(_ markdown: String, html: String) {
        #expect(Markdown.html(of: markdown).text == html)
    }

    @Test func `Tables are rendered`() {
        #expect(Markdown.html(of: "|a|b|\n|-|-|\n|1|2|").text.contains("<table>"))
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "<SCRIPT SRC=//x.y/z.js></SCRIPT>", "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>", "<a href=\"javascript:alert(1)\">x</a>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&#115;cript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](<java\tscript:alert(1)>)", "[x](&#x09;javascript:alert(1))", "[x](&#1;javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]", "[x](vbscript:msgbox(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)", "![x](data:image/png;base64,iVBO)", "![x](javascript:alert(1))",
        "[x](file:///etc/passwd)", "<div\nonclick=alert(1)>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<![CDATA[<script>]]>",
        "<!--><script>alert(1)</script>-->", "<?php echo 1 ?>", "[x](https://a.b \"onmouseover=alert(1) \\\"\")",
        "[x](https://a.b/\"onmouseover=alert(1))", "`<script>`", "```\"><script>\nx\n```", "```x\"onload=y\nz\n```",
        "|<b>|\n|-|\n|<i>|",
        "<style>*{}</style>", "<form action=//x><input>", "<base href=//x>", "<meta http-equiv=refresh content=0>",
        "www.a.b/\"onclick=alert(1)", "\u{0}<script>", "[x](\u{2028}javascript:alert(1))", "[x](%6Aavascript:alert(1))",
    ])
    func `Nothing of an author's can run`(_ markdown: String) throws {
        let html = Markdown.html(of: markdown).text.replacing("<!-- raw HTML omitted -->", with: "")
        for tag in html.matches(of: /<[^>]*>/).map({ String($0.output) }) {
            let name = try #require(tag.firstMatch(of: /<\/?([a-z0-9]+)/)).output.1
            #expect(MarkdownTests.harmless.contains(String(name)), "\(tag)")
            let attributes = tag.matches(of: /\s([a-z-]+)="([^"]*)"/).map { (String($0.output.1), String($0.output.2)) }
            #expect(tag.filter { $0 == "\"" }.count == attributes.count * 2, "\(tag)")
            for (name, value) in attributes {
                #expect(["href", "src", "alt", "title", "class", "align", "start"].contains(name), "\(tag)")
                if name == "href" || name == "src" {
                    #expect(value.firstMatch(of: /^(https?:|mailto:|tel:|[^:]*$)/) != nil, "\(tag)")
                }
            }
        }
    }

    private static let harmless: Set<String> = [
        "p", "a", "img", "em", "strong", "del", "code", "pre", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "h5",
        "h6", "hr", "br",
        "table", "thead", "tbody", "tr", "th", "td",
    ]

    @Test(arguments: [
        ">", "> ", "- ", "* ", "+ ", "1. ", "1) ", "[", "![", "*", "_", "**a ", "`", "<", "&", "~", "|", "(", "\\", "[a](",
        "<a@b",
        "www.", "http://a.b/(", "[a]: b\n", "- a\n", "> a\n", "\t- a\n", "|-\n", "a_", "*a_ ", "\n- \n", "    ", "-",
    ])
    func `A hundred thousand of anything are rendered in bounded time`(_ piece: String) {
        let markdown = String(repeating: piece, count: 200_000 / piece.utf8.count)
        let time = ContinuousClock().measure { _ = Markdown.html(of: markdown) }
        // What grows with the square would take many minutes.
        #expect(time < .seconds(60), "\(piece): \(time)")
    }
}
