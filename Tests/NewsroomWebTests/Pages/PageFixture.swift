import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Newsroom
import Testing

@testable import NewsroomWeb

/// A small paper, and pages that need no database.
enum PageFixture {
    /// `templates/` of this package.
    static let templates = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../templates")
        .standardized.path()
    static let now = Date(timeIntervalSince1970: 1_777_629_600)  // 2026-05-01T10:00:00Z

    static func pages() throws -> Pages {
        try Pages(directory: templates, site: Site(publicURL: "https://news.example.org"), now: { now })
    }

    static let world = Section(
        id: Identifier(at: now), slug: Slug(phrase: "world"), title: "World", summary: "", updatedAt: now)

    static let author = Author(id: Identifier(at: now), slug: Slug(phrase: "ana"), name: "Ana Ruiz")

    static func article(
        headline: String = "Rain", standfirst: String = "Much of it.", body: String = "It *rains*.", tags: [String] = [],
        status: ArticleStatus = .published, revision: Int = 2
    ) throws -> Article {
        return Article(
            id: Identifier(at: now), slug: Slug(phrase: headline),
            content: try ArticleContent(headline: headline, standfirst: standfirst, body: body, tags: tags), section: world,
            author: author, status: status, revision: revision, publishAt: nil,
            publishedAt: status == .draft ? nil : now - 3600,
            correctedAt: nil, withdrawnAt: status == .withdrawn ? now : nil,
            withdrawalReason: status == .withdrawn ? "It was wrong" : nil,
            createdAt: now - 7200, updatedAt: now - 3600)
    }

    static func cursor(_ position: Int = 7) throws -> Cursor { try #require(Cursor("a41f09c2-\(position)")) }

    static func snapshot(_ articles: [Article], at position: Int = 7, next: PageToken? = nil) throws -> Snapshot<Page<Article>>
    {
        Snapshot(Page(items: articles, next: next), cursor: try cursor(position))
    }

    /// What stands under a story.
    static func comments(
        _ entries: [CommentEntry] = [], count: Int? = nil, policy: CommentPolicy = .open, takesGuests: Bool = false,
        closesAt: Date? = nil, next: PageToken? = nil, further: [Identifier<Newsroom.Comment>: PageToken] = [:],
        at address: CommentsAddress = CommentsAddress(), returned: CommentForm.Returned? = nil
    ) -> CommentsOnPage {
        CommentsOnPage(
            commenting: Commenting(policy: policy, takesGuests: takesGuests, closesAt: closesAt), count: count ?? entries.count,
            entries: entries, next: next, further: further, address: address, returned: returned)
    }

    static func request(_ path: String = "/", headers: HTTPFields = [:]) -> Request {
        Request(
            head: HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
    }
}

/// Collects what a response writes.
func text(of response: Response) async throws -> String {
    let writer = TextWriter()
    try await response.body.write(writer)
    return writer.text.value
}

private struct TextWriter: ResponseBodyWriter {
    final class Box: @unchecked Sendable {  // One task writes; the test reads when it is done.
        var value = ""
    }

    let text = Box()

    mutating func write(_ buffer: ByteBuffer) async throws { text.value += String(buffer: buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
