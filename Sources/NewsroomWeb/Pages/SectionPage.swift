import Newsroom

/// `/section/{slug}`: the stories of a section, newest first.
struct SectionPage: PrintedPage {
    static let template = "section/show"

    let frame: PageFrame
    let title: String
    /// `nil` when the section has none.
    let summary: String?
    /// Whether it is the first page, where new stories arrive.
    let isNewest: Bool
    let listTitle: String
    let cards: [Card]
    let pager: Pager?

    init(
        _ section: Section, _ articles: Snapshot<Page<Article>>, commentCounts: [Identifier<Article>: Int] = [:],
        isNewest: Bool,
        in edition: Edition
    ) {
        let path = "/section/\(section.slug)"
        frame = PageFrame(
            edition, title: section.title, description: section.summary.isEmpty ? nil : section.summary, path: path,
            isUnlisted: !isNewest, section: section.slug, cursor: articles.cursor, topics: [.section(section.slug)])
        title = section.title
        summary = section.summary.isEmpty ? nil : section.summary
        self.isNewest = isNewest
        listTitle = isNewest ? "Newest stories" : "Older stories"
        cards = articles.value.items.map { Card($0, commentCount: commentCounts[$0.id] ?? 0, in: edition) }
        pager = Pager(path: path, isNewest: isNewest, next: articles.value.next)
    }
}
