import Foundation
import Newsroom

// One of each page with nothing left out: what the templates are checked against at start.

extension FrontPage {
    static var sample: FrontPage {
        FrontPage(Sample.snapshot(count: FrontPage.storyCount), commentCounts: [Sample.article.id: 2], in: Sample.edition)
    }
}

extension SectionPage {
    static var sample: SectionPage {
        SectionPage(
            Sample.section, Sample.snapshot(count: 1), commentCounts: [Sample.article.id: 2], isNewest: false,
            in: Sample.edition)
    }
}

extension SearchPage {
    static var sample: SearchPage {
        SearchPage(
            .words("sample"), Sample.snapshot(count: 1).value, commentCounts: [Sample.article.id: 2], isFirst: false,
            in: Sample.edition)
    }
}

extension ArticlePage {
    static var sample: ArticlePage {
        let correction = Correction(
            id: Identifier(at: Sample.time), kind: .factual, note: "sample", revision: 3, createdAt: Sample.time)
        return ArticlePage(
            Sample.article, body: TrustedHTML(vouchedFor: "<p>sample</p>"), corrections: [correction],
            comments: Sample.comments, cursor: Sample.cursor,
            in: Sample.edition)
    }
}

extension WithdrawnPage {
    static var sample: WithdrawnPage { WithdrawnPage(at: Sample.time, reason: "sample", in: Sample.edition) }
}

extension ErrorPage {
    static var sample: ErrorPage { ErrorPage(status: 503, retryAfterSeconds: 2, in: Sample.edition) }
}

extension ModerationPage {
    static var sample: ModerationPage { ModerationPage(in: Sample.edition) }
}

extension SignInPage {
    static var sample: SignInPage {
        SignInPage(handle: "sample", problem: "sample", returnPath: .front, in: Sample.edition)
    }
}

extension SignUpPage {
    static var sample: SignUpPage {
        let faults = ["handle", "name", "passphrase"].map { FieldErrors.Entry(field: $0, detail: "sample") }
        return SignUpPage(
            handle: "sample", name: "sample", problem: "sample", faults: faults, returnPath: .front, in: Sample.edition)
    }
}

private enum Sample {
    static let time = Date(timeIntervalSince1970: 1_777_629_600)
    static let slug = Slug(phrase: "sample")
    static let section = Section(id: Identifier(at: time), slug: slug, title: "sample", summary: "sample", updatedAt: time)
    static let assets = PageAssets(
        style: "sample", script: "sample", icon: "sample", modules: ["sample"],
        console: ConsoleAssets(style: "sample", script: "sample", modules: ["sample"]))
    static let reader = PageReader(
        id: Identifier(at: time), name: "sample", csrf: "sample", moderates: true, isGuest: true,
        standing: .suspended(until: time + 60), standingReason: "sample")
    static let edition = Edition(
        site: Site(publicURL: "https://example.org"), assets: assets, sections: [section], now: time, reader: reader,
        path: .front)

    static let cursor: Cursor = {
        guard let cursor = Cursor("00000000-1") else { preconditionFailure("The sample cursor is no cursor") }
        return cursor
    }()

    static let article: Article = {
        guard let content = try? ArticleContent(headline: "sample", standfirst: "sample", body: "sample", tags: ["sample"])
        else {
            preconditionFailure("The sample article is out of its limits")
        }
        let author = Author(id: Identifier(at: time), slug: slug, name: "sample", bio: "sample")
        return Article(
            id: Identifier(at: time), slug: slug, content: content, section: section, author: author, status: .corrected,
            revision: 3,
            publishAt: nil, publishedAt: time, correctedAt: time + 60, withdrawnAt: nil, withdrawalReason: nil, createdAt: time,
            updatedAt: time + 60)
    }()

    /// One thread of two, with a form in it, as their author sees them.
    static let comments: CommentsOnPage = {
        let author = CommentAuthor(id: reader.id, name: "sample", kind: "guest")
        let root = Identifier<Comment>(at: time)
        func entry(_ id: Identifier<Comment>, answering parent: Identifier<Comment>?) -> CommentEntry {
            .shown(
                Comment(
                    id: id, place: CommentPlace(article: article.id, parent: parent, root: root, depth: parent == nil ? 0 : 1),
                    author: author, text: CommentText(markdown: "sample", html: "<p>sample</p>"), status: .rejected, holds: [],
                    reportCount: 0, revision: 2, createdAt: time, editedAt: time, updatedAt: time,
                    told: CommentOutcome(reason: "spam", note: "sample")))
        }
        var address = CommentsAddress()
        address.page = PageToken(microseconds: 1, id: article.id.uuid)
        address.done = .posted
        address.opened = CommentsAddress.Opened(kind: .delete, comment: root)
        return CommentsOnPage(
            commenting: Commenting(policy: .open, takesGuests: true, closesAt: nil), count: 2,
            entries: [entry(root, answering: nil), entry(Identifier(at: time), answering: root)], next: address.page,
            further: [root: PageToken(microseconds: 1, id: root.uuid)], address: address,
            returned: CommentForm.Returned(
                kind: .delete, comment: Identifier(at: time), draft: CommentForm.Draft(error: "sample")))
    }()

    static func snapshot(count: Int) -> Snapshot<Page<Article>> {
        let next = PageToken(microseconds: 1, id: article.id.uuid)
        return Snapshot(Page(items: Array(repeating: article, count: count), next: next), cursor: cursor)
    }
}
