import HTTPTypes
public import Hummingbird
import Newsroom
import NewsroomStore

/// Writing, changing and reporting comments by forms; nothing here needs a script. The page's script sends the same forms.
public struct CommentPages: Sendable {
    private let pages: Pages
    private let services: WebServices

    /// Joins pages and services.
    public init(pages: Pages, services: WebServices) {
        self.pages = pages
        self.services = services
    }

    /// Adds the routes.
    public func addRoutes(to router: some RouterMethods<WebContext>) {
        let handlers = PageHandlers(pages: pages, store: services.store)
        router.get("/article/{slug}/comments", use: handlers.show(lead))
        router.post("/article/{slug}/comments", use: handlers.show(write))
        router.post("/comment/{id}/edit", use: handlers.show(edit))
        router.post("/comment/{id}/delete", use: handlers.show(delete))
        router.post("/comment/{id}/report", use: handlers.show(report))
    }

    private var desk: CommentDesk { CommentDesk(services: services) }

    /// Who comes back to the address of a form finds the comments.
    @Sendable private func lead(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        guard let slug = context.parameters.get("slug").flatMap({ Slug($0) }) else { return pages.notFound(in: edition) }
        return .seeOther("/article/\(slug)#comments")
    }

    @Sendable private func write(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        var (form, proof) = try await request.formAndProof(services)
        let address = CommentsAddress(place: form.text("place") ?? "")
        let parent = form.value("parent", "a comment's id", Identifier<Comment>.self)
        let draft = CommentForm.Draft(name: form.text("name") ?? "", body: form.text("body") ?? "")
        try form.finish()
        guard let slug = context.parameters.get("slug").flatMap({ Slug($0) }),
            case .found(let article, _) = try await services.store.article(slug: slug).value, article.isPublic
        else { return pages.notFound(in: edition) }
        do {
            try context.demandProof(proof)
            let text = try CommentText(checking: draft.lines)
            let comment: Comment
            var secret: String?
            if context.principal == nil {
                guard try await services.store.commenting(on: article.id)?.takesGuests ?? true else {
                    throw Problem.signInToComment
                }
                (comment, secret) = try await desk.post(
                    text, to: article.id, answering: parent, asGuest: draft.name, in: context)
            } else {
                comment = try await desk.post(text, to: article.id, answering: parent, in: context)
            }
            // A new thread stands at the head of the newest.
            let place = parent == nil ? CommentsAddress() : address
            var response = done(comment.isVisible ? .posted : .waits, comment, under: article, at: place)
            if let secret { services.cookie.give(secret, to: &response) }
            return response
        } catch {
            let returned = CommentForm.Returned(kind: parent == nil ? .write : .answer, comment: parent, draft: draft)
            return try await refuse(error, returned, to: article, at: address, context, edition)
        }
    }

    @Sendable private func edit(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        try await change(.edit, request, context, edition) { comment, draft in
            _ = try await desk.edit(comment.id, CommentText(checking: draft.lines), in: context)
            return .edited
        }
    }

    @Sendable private func delete(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        try await change(.delete, request, context, edition) { comment, _ in
            try await desk.remove(comment.id, in: context)
            return .deleted
        }
    }

    @Sendable private func report(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        try await change(.report, request, context, edition) { comment, draft in
            guard let reason = Report.Reason(rawValue: draft.reason) else {
                throw FieldErrors(field: "reason", "is required")
            }
            _ = try await desk.report(comment.id, because: reason, note: draft.note, in: context)
            return .reported
        }
    }

    /// Does something about a comment that is there.
    private func change(
        _ kind: CommentForm.Kind, _ request: Request, _ context: WebContext, _ edition: Edition,
        _ work: (Comment, CommentForm.Draft) async throws -> CommentWords.Done
    ) async throws -> Response {
        var (form, proof) = try await request.formAndProof(services)
        let address = CommentsAddress(place: form.text("place") ?? "")
        let draft = CommentForm.Draft(
            body: form.text("body") ?? "", reason: form.text("reason") ?? "", note: form.text("note") ?? "")
        try form.finish()
        guard let id = context.parameters.get("id").flatMap({ Identifier<Comment>($0) }),
            let comment = try await services.store.comment(id),
            let article = try await services.store.article(comment.place.article).value, article.isPublic
        else { return pages.notFound(in: edition) }
        guard context.principal != nil || kind.asksBody else {
            return .seeOther(CommentRights.signInPath(from: article.path))
        }
        do {
            try context.demandProof(proof)
            return done(try await work(comment, draft), comment, under: article, at: address)
        } catch {
            let returned = CommentForm.Returned(kind: kind, comment: id, draft: draft)
            return try await refuse(error, returned, to: article, at: address, context, edition)
        }
    }

    /// Leads back to the page, and says which comment it is about: the script takes it from there.
    private func done(
        _ done: CommentWords.Done, _ comment: Comment, under article: Article, at address: CommentsAddress
    ) -> Response {
        .seeOther(
            address.path(
                article.path, adding: "done=\(done.rawValue)&posted=\(comment.id)",
                to: done == .deleted ? "comments" : "comment-\(comment.id)"))
    }

    /// The page again, with what was typed and what was wrong with it.
    /// - Throws: The error itself, when there is nothing that the reader could mend.
    private func refuse(
        _ error: any Error, _ returned: CommentForm.Returned, to article: Article, at address: CommentsAddress,
        _ context: WebContext, _ edition: Edition
    ) async throws -> Response {
        guard let fault = CommentWords.Fault(error) else { throw error }
        let problem = Problem(from: error)
        let lookup = try await services.store.article(slug: article.slug)
        var returned = returned
        returned.draft.error = fault.text
        returned.draft.field = fault.field
        let comments = try await services.store.commentsOnPage(
            under: lookup.value, at: address, seenBy: edition.reader?.id, returned: returned)
        guard let comments, let page = pages.articlePage(lookup, comments: comments, in: edition) else {
            return pages.notFound(in: edition)
        }
        return pages.response(with: page, status: problem.code.status, headers: problem.headers)
    }
}

extension CommentForm.Draft {
    /// As it was meant: forms send CR LF.
    fileprivate var lines: String { body.replacing("\r\n", with: "\n") }
}
