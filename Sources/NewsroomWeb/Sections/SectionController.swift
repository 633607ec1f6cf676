import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore

/// Sections, as programs read and change them.
struct SectionController: Sendable {
    let services: WebServices

    /// `GET /v1/sections`: all, in the paper's order.
    @Sendable
    func list(_ request: Request, _ context: WebContext) async throws -> Response {
        var query = RequestQuery(request.uri)
        try query.finish()
        let sections = try await services.store.sections()
        let json = JSON.list(sections.value.map(\.json), cursor: sections.cursor)
        return try request.answer(json, for: Audience(context), tag: EntityTag.list)
    }

    /// `GET /v1/sections/{slug}`.
    @Sendable
    func show(_ request: Request, _ context: WebContext) async throws -> Response {
        guard let section = try await services.store.section(context.sectionSlug()) else { throw Problem.noSection }
        return try request.answer(section.json, for: Audience(context)) { EntityTag.revision(section.revision, of: $0) }
    }

    /// `POST /v1/sections {"slug","title","summary"}`.
    @Sendable
    func create(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requirePrincipal("editors and admins", \.editsEverything)
        let (json, bytes) = try await request.json()
        var fields = try RequestFields(json)
        let name = fields.required("slug") { $0.slug($1) }
        let line = fields.requiredText("title").map { fields.checker.line("title", $0, Limits.nameCharacters) }
        let summary = fields.summary() ?? ""
        let (slug, title) = try fields.finish(giving: name, line)
        let now = services.now()
        let section = Section(id: Identifier(at: now), slug: slug, title: title, summary: summary, updatedAt: now)
        return try await services.change(request, bytes, by: principal) { transaction in
            try await transaction.insert(section)
            return RememberedAnswer(.created, section.json, revision: section.revision, location: section.address)
        }
    }

    /// `PATCH /v1/sections/{slug}`: title and summary. A slug stays: it names topics that readers follow.
    @Sendable
    func revise(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requirePrincipal("editors and admins", \.editsEverything)
        let slug = try context.sectionSlug()
        let (json, bytes) = try await request.json(["application/json", "application/merge-patch+json"])
        var fields = try RequestFields(json)
        let title = fields.text("title").map { fields.checker.line("title", $0, Limits.nameCharacters) }
        let summary = fields.summary()
        fields.refuse(["slug"], because: "stays: it names topics that readers follow")
        fields.refuse(["id", "revision", "updated_at", "url"], because: "is set by the server")
        try fields.finish()
        let condition = try request.condition(.ifMatch)
        let now = services.now()
        return try await services.change(request, bytes, by: principal) { transaction in
            guard let old = try await transaction.section(slug) else { throw Problem.noSection }
            try EntityTagCondition.demand(condition, revision: old.revision, of: "section")
            var section = old
            section.title = title ?? old.title
            section.summary = summary ?? old.summary
            if section != old {
                section.revision += 1
                section.updatedAt = now
                try await transaction.save(section)
            }
            return RememberedAnswer(.ok, section.json, revision: section.revision)
        }
    }
}

extension RequestFields {
    fileprivate mutating func summary() -> String? {
        text("summary").map { checker.line("summary", $0, Limits.standfirstCharacters) }
    }
}

extension Section {
    /// Where programs find it.
    fileprivate var address: String { "/v1/sections/\(slug)" }

    /// The section.
    var json: JSON {
        .object([
            .init("id", .string(id.description)),
            .init("slug", .string(slug.text)),
            .init("title", .string(title)),
            .init("summary", .string(summary)),
            .init("revision", .number(revision)),
            .init("updated_at", .time(updatedAt)),
            .init("url", .string("/section/\(slug)")),
        ])
    }
}

extension WebContext {
    /// The section that the address names.
    /// - Throws: 404 when it is no slug.
    func sectionSlug() throws(Problem) -> Slug {
        guard let slug = parameters.get("slug").flatMap(Slug.init) else { throw Problem.noSection }
        return slug
    }
}

extension Problem {
    /// No section there.
    static let noSection = Problem(.notFound, "There is no such section")
}
