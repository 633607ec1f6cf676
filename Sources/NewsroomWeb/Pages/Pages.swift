public import Foundation
import HTTPTypes
public import Hummingbird
import NIOCore
import Newsroom
import NewsroomStore

/// The pages for readers: values in, answers out. Asks nobody; `PageController` does.
public struct Pages: Sendable {
    let site: Site
    let statics: StaticFiles
    private let templates: Templates
    let now: @Sendable () -> Date

    /// Nothing but what the paper itself serves; pictures may come from elsewhere.
    static let contentSecurityPolicy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; connect-src 'self'; \
        base-uri 'none'; form-action 'self'; frame-ancestors 'none'
        """

    /// Reads templates and static files, and checks them.
    /// - Parameters:
    ///   - directory: `templates/`.
    ///   - site: What the paper calls itself.
    ///   - now: The clock.
    /// - Throws: `TemplateError`: the server must not start, because it would print holes.
    public init(directory: String, site: Site = Site(), now: @escaping @Sendable () -> Date = { Date() }) throws {
        self.site = site
        self.now = now
        templates = try Templates(directory: directory)
        statics = try StaticFiles(directory: directory + "/static")
    }

    /// Answers with a page in place of a problem, for everything outside `/v1`.
    /// - Parameter problem: What went wrong. Its detail is for programs; readers get plainer words.
    public func errorResponse(for problem: Problem) -> Response {
        errorResponse(status: problem.code.status, headers: problem.headers, in: edition(sections: []))
    }

    /// What one answer is made with.
    func edition(sections: [Section], reader: PageReader? = nil, path: ReturnPath? = nil) -> Edition {
        Edition(site: site, assets: statics.assets, sections: sections, now: now(), reader: reader, path: path)
    }

    /// The answer to somebody who asks for a story by its address.
    /// - Parameter comments: Under the story; `nil` when nobody may read it.
    func response(
        to request: Request, for lookup: Snapshot<ArticleLookup>, comments: CommentsOnPage?, in edition: Edition
    ) -> Response {
        switch lookup.value {
        case .found(let article, _) where article.isPublic:
            guard let comments, let page = articlePage(lookup, comments: comments, in: edition) else {
                return notFound(in: edition)
            }
            return response(to: request, with: page)
        case .moved(let slug):
            return redirect(to: "/article/\(slug)")
        case .withdrawn(let time, let reason):
            return answer(WithdrawnPage(at: time, reason: reason, in: edition), status: .gone)
        case .found, .missing:
            return notFound(in: edition)
        }
    }

    /// The page of a story; `nil` when not everybody may read it.
    func articlePage(
        _ lookup: Snapshot<ArticleLookup>, comments: CommentsOnPage, in edition: Edition
    ) -> ArticlePage? {
        guard case .found(let article, let corrections) = lookup.value, article.isPublic else { return nil }
        return ArticlePage(
            article, body: Markdown.html(of: article.content.body), corrections: corrections, comments: comments,
            cursor: lookup.cursor, in: edition)
    }

    /// The answer to somebody who asks for a story by its identifier.
    func response(to request: Request, for article: Article?, in edition: Edition) -> Response {
        guard let article else { return notFound(in: edition) }
        switch article.status {
        case .published, .corrected: return redirect(to: article.path)
        case .withdrawn:
            // A draft that was dropped was never public.
            guard article.publishedAt != nil else { return notFound(in: edition) }
            let time = article.withdrawnAt ?? article.updatedAt
            return answer(WithdrawnPage(at: time, reason: article.withdrawalReason ?? "", in: edition), status: .gone)
        case .draft: return notFound(in: edition)
        }
    }

    /// A page as it is, or 304 to who has it. The tag is weak and leaves out the cursor: an older cursor on the same content is as
    /// good, because what happened since then is told again and changes nothing.
    func response(to request: Request, with page: some PrintedPage) -> Response {
        let html = templates.print(page)
        let lasting = page.frame.live.map { html.replacing($0.cursor, with: "", maxReplacements: 1) } ?? html
        let tag = EntityTag.list(Array(lasting.utf8))
        var response = answer(html, status: .ok)
        response.headers[.eTag] = tag.description
        if let condition = request.headers[.ifNoneMatch].flatMap(EntityTagCondition.init), condition.matchesWeakly(tag) {
            response.status = .notModified
            response.body = ResponseBody()
            response.headers[.contentType] = nil
            response.headers[.contentLength] = nil
        }
        return response
    }

    /// A page that answers a form which could not be taken.
    func response(with page: some PrintedPage, status: HTTPResponse.Status, headers: HTTPFields) -> Response {
        var response = answer(page, status: status)
        for header in headers { response.headers[header.name] = header.value }
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// There is nothing for readers here.
    func notFound(in edition: Edition) -> Response { errorResponse(status: .notFound, headers: [:], in: edition) }

    /// A page in place of what was asked for.
    func errorResponse(status: HTTPResponse.Status, headers: HTTPFields, in edition: Edition) -> Response {
        let retryAfterSeconds = headers[.retryAfter].flatMap(Int.init)
        var response = answer(ErrorPage(status: status.code, retryAfterSeconds: retryAfterSeconds, in: edition), status: status)
        for header in headers { response.headers[header.name] = header.value }
        if status.code >= 500 { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private func redirect(to path: String) -> Response {
        Response(status: .movedPermanently, headers: [.location: path, .cacheControl: "no-cache"])
    }

    private func answer(_ page: some PrintedPage, status: HTTPResponse.Status) -> Response {
        answer(templates.print(page), status: status)
    }

    private func answer(_ html: String, status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .cacheControl: "no-cache",
                .contentSecurityPolicy: Pages.contentSecurityPolicy,
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}
