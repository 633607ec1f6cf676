import Foundation
import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore
import Testing

@testable import NewsroomWeb

struct PagesTests {
    let pages: Pages
    let edition: Edition

    init() throws {
        pages = try PageFixture.pages()
        edition = pages.edition(sections: [PageFixture.world])
    }

    @Test func `The front page leads with the newest story and groups the rest`() async throws {
        let articles = try (1...20).map { try PageFixture.article(headline: "Story \($0)") }
        let page = FrontPage(try PageFixture.snapshot(articles), in: edition)
        #expect(page.lead?.headline == "Story 1")
        #expect(page.latest.map(\.headline) == (2...7).map { "Story \($0)" })
        #expect(page.more.count == FrontPage.moreCount)
        #expect(page.groups.map(\.section.title) == ["World"])
        let html = try await text(of: pages.response(to: PageFixture.request(), with: page))
        for number in 1...20 { #expect(html.contains(">Story \(number)</a>")) }
    }

    @Test func `A section that is newer than the masthead loses no story`() throws {
        let articles = try (1...20).map { try PageFixture.article(headline: "Story \($0)") }
        let page = FrontPage(try PageFixture.snapshot(articles), in: pages.edition(sections: []))
        #expect(page.groups.flatMap(\.cards).count == 20 - 1 - FrontPage.latestCount - FrontPage.moreCount)
    }

    @Test func `An empty paper says so`() async throws {
        let response = pages.response(to: PageFixture.request(), with: FrontPage(try PageFixture.snapshot([]), in: edition))
        #expect(try await text(of: response).contains("Nothing has been published yet"))
    }

    @Test func `Every page joins the log at its own snapshot`() async throws {
        let article = try PageFixture.article()
        let front = try await text(
            of: pages.response(to: PageFixture.request(), with: FrontPage(try PageFixture.snapshot([article]), in: edition)))
        #expect(front.contains(#"<meta name="courant-cursor" content="a41f09c2-7">"#))
        #expect(front.contains(#"<meta name="courant-topics" content="front">"#))
        let section = SectionPage(PageFixture.world, try PageFixture.snapshot([article]), isNewest: true, in: edition)
        #expect(section.frame.live?.topics == "section:world")
        let lookup = Snapshot(ArticleLookup.found(article, []), cursor: try PageFixture.cursor())
        let story = try await text(
            of: pages.response(to: PageFixture.request(), for: lookup, comments: PageFixture.comments(), in: edition))
        #expect(story.contains(#"content="article:\#(article.id)""#))
        #expect(story.contains(#"data-article-id="\#(article.id)" data-revision="2""#))
    }

    @Test func `A page needs no script or style in its text`() async throws {
        let response = pages.response(
            to: PageFixture.request(), with: FrontPage(try PageFixture.snapshot([try PageFixture.article()]), in: edition))
        let policy = try #require(response.headers[.contentSecurityPolicy])
        #expect(policy.contains("script-src 'self'") && policy.contains("style-src 'self'") && !policy.contains("unsafe"))
        let html = try await text(of: response)
        #expect(html.matches(of: /<script(?![^>]*\ssrc=)/).isEmpty)
        #expect(!html.contains("<style") && !html.contains(" style=") && html.matches(of: /\son[a-z]+=/).isEmpty)
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' autofocus onfocus=alert(1) x='", "&lt;b&gt; & <b>",
        "\"\u{301} onmouseover=alert(1) x=\"\u{301}", "{{frame.siteTitle}} {{{body}}}",
    ])
    func `What writers write stays text`(words: String) async throws {
        let article = try PageFixture.article(headline: words, standfirst: words, body: words, tags: ["a&b"])
        let found = Snapshot(
            ArticleLookup.found(
                article,
                [
                    Correction(
                        id: Identifier(at: PageFixture.now), kind: .typo, note: words, revision: 2, createdAt: PageFixture.now)
                ]), cursor: try PageFixture.cursor())
        let story = try await text(
            of: pages.response(to: PageFixture.request(), for: found, comments: PageFixture.comments(), in: edition))
        let front = try await text(
            of: pages.response(to: PageFixture.request(), with: FrontPage(try PageFixture.snapshot([article]), in: edition)))
        let query = SearchPage.Query(words: words, tag: nil)
        let search = try await text(
            of: pages.response(
                to: PageFixture.request(),
                with: SearchPage(query, Page(items: [article], next: nil), isFirst: true, in: edition)))
        for html in [story, front, search] {
            #expect(html.contains(ScalarHTML().escapeText(words)))
            #expect(!html.contains("<script>") && !html.contains("<img"))
            // As a browser reads it: by scalar. Values go first, so that what is left of a tag is its own.
            let bare = html.replacing(#/="[^"]*"/#.matchingSemantics(.unicodeScalar), with: "")
            #expect(bare.firstMatch(of: #/<[a-z][^<>]*\son[a-z]+=/#.matchingSemantics(.unicodeScalar)) == nil)
            #expect(!html.utf8.contains(sequence: Array("\"\u{301}".utf8)))
        }
    }

    @Test func `The body is Markdown without its dangers`() async throws {
        let article = try PageFixture.article(body: "It *rains*. <script>x</script> [a](javascript:alert(1))")
        let found = Snapshot(ArticleLookup.found(article, []), cursor: try PageFixture.cursor())
        let html = try await text(
            of: pages.response(to: PageFixture.request(), for: found, comments: PageFixture.comments(), in: edition))
        #expect(html.contains("<em>rains</em>") && !html.contains("<script>") && !html.contains("javascript:"))
    }

    @Test func `Corrections stand in a box, newest first`() async throws {
        let notes = ["First", "Second"].map {
            Correction(id: Identifier(at: PageFixture.now), kind: .factual, note: $0, revision: 3, createdAt: PageFixture.now)
        }
        let found = Snapshot(
            ArticleLookup.found(try PageFixture.article(status: .corrected), notes), cursor: try PageFixture.cursor())
        let html = try await text(
            of: pages.response(to: PageFixture.request(), for: found, comments: PageFixture.comments(), in: edition))
        let first = try #require(html.firstRange(of: "<p>First</p>"))
        let second = try #require(html.firstRange(of: "<p>Second</p>"))
        #expect(second.lowerBound < first.lowerBound)
        #expect(html.contains(#"<span class="flag">Corrected</span>"#))
    }

    @Test func `An older address leads to the newest`() throws {
        let moved = Snapshot(ArticleLookup.moved(to: Slug(phrase: "new")), cursor: try PageFixture.cursor())
        let response = pages.response(to: PageFixture.request(), for: moved, comments: nil, in: edition)
        #expect(response.status == .movedPermanently)
        #expect(response.headers[.location] == "/article/new")
    }

    @Test func `A withdrawn story says that, when and why, and nothing else`() async throws {
        let withdrawn = Snapshot(
            ArticleLookup.withdrawn(at: PageFixture.now, reason: "A <wrong> name"), cursor: try PageFixture.cursor())
        let response = pages.response(to: PageFixture.request(), for: withdrawn, comments: nil, in: edition)
        #expect(response.status == .gone)
        let html = try await text(of: response)
        #expect(
            html.contains("This story was withdrawn") && html.contains("A &lt;wrong&gt; name")
                && html.contains("1 May 2026, 10:00 UTC"))
        #expect(html.contains(#"<meta name="robots" content="noindex">"#))
    }

    @Test(arguments: [
        (ArticleStatus.draft, HTTPResponse.Status.notFound), (.published, .movedPermanently), (.corrected, .movedPermanently),
        (.withdrawn, .gone),
    ])
    func `An identifier leads where its story's state allows`(status: ArticleStatus, expected: HTTPResponse.Status) async throws
    {
        let article = try PageFixture.article(headline: "Secret", status: status)
        let response = pages.response(to: PageFixture.request(), for: article, in: edition)
        #expect(response.status == expected)
        #expect(try await !text(of: response).contains("Secret"))
    }

    @Test func `A draft's address tells nothing`() async throws {
        let draft = Snapshot(
            ArticleLookup.found(try PageFixture.article(headline: "Secret", status: .draft), []),
            cursor: try PageFixture.cursor())
        let response = pages.response(to: PageFixture.request(), for: draft, comments: nil, in: edition)
        #expect(response.status == .notFound)
        #expect(try await !text(of: response).contains("Secret"))
    }

    @Test func `Who has the page gets 304, also when only the cursor and the clock moved on`() async throws {
        let article = try PageFixture.article()
        let first = pages.response(
            to: PageFixture.request(), with: FrontPage(try PageFixture.snapshot([article], at: 7), in: edition))
        let tag = try #require(first.headers[.eTag])
        #expect(first.headers[.cacheControl] == "no-cache")
        let again = PageFixture.request(headers: [.ifNoneMatch: tag])
        let later = Edition(site: edition.site, assets: edition.assets, sections: edition.sections, now: edition.now + 60)
        let second = pages.response(to: again, with: FrontPage(try PageFixture.snapshot([article], at: 8), in: later))
        #expect(second.status == .notModified && second.headers[.eTag] == tag)
        #expect(try await text(of: second).isEmpty)
        let changed = try PageFixture.article(headline: "Sun")
        #expect(pages.response(to: again, with: FrontPage(try PageFixture.snapshot([changed]), in: edition)).status == .ok)
    }

    @Test(arguments: [
        (ProblemCode.notFound, 404), (.withdrawn, 410), (.internalError, 500), (.unavailable, 503), (.methodNotAllowed, 405),
    ])
    func `A problem becomes a page for people`(code: ProblemCode, status: Int) async throws {
        let problem = Problem(code, "details for programs", headers: code == .unavailable ? [.retryAfter: "2"] : [:])
        let response = pages.errorResponse(for: problem)
        #expect(response.status.code == status)
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        let html = try await text(of: response)
        #expect(!html.contains("details for programs") && !html.contains("courant-cursor"))
        if code == .unavailable {
            #expect(response.headers[.retryAfter] == "2" && html.contains("Try again in 2 seconds"))
        }
        if status >= 500 { #expect(response.headers[.cacheControl] == "no-store") }
    }

    @Test func `Older stories keep their search`() throws {
        let next = PageToken(microseconds: 5, id: UUID())
        let query = SearchPage.Query(words: "a&b=c", tag: nil)
        let page = SearchPage(query, Page(items: [try PageFixture.article()], next: next), isFirst: true, in: edition)
        #expect(page.pager?.olderPath == "/search?q=a%26b%3Dc&page=\(next)")
        #expect(page.pager?.newestPath == nil)
    }

    @Test func `A search takes no controls and no more than its limit`() {
        #expect(SearchPage.Query(words: "a\u{0}b", tag: nil) == .words("a b"))
        #expect(SearchPage.Query(words: " \u{0} ", tag: nil) == nil)
        #expect(
            SearchPage.Query(words: String(repeating: "x", count: 300), tag: nil) == .words(String(repeating: "x", count: 200)))
        #expect(SearchPage.Query(words: "", tag: "Ferries") == .tag("ferries"))
    }
}

extension Sequence where Element == UInt8 {
    /// Whether these bytes stand in it.
    fileprivate func contains(sequence: [UInt8]) -> Bool { Array(self).firstRange(of: sequence) != nil }
}
