import Newsroom

/// `/`: the newest story leads; the next ones stand beside it; the rest by section.
struct FrontPage: PrintedPage {
    static let template = "front/show"
    /// How many stories it shows.
    static let storyCount = 31
    static let latestCount = 6
    static let moreCount = 4

    /// The stories of one section.
    struct Group: Sendable, Hashable {
        let section: SectionLink
        let cards: [Card]
    }

    let frame: PageFrame
    /// Whether there is any story yet.
    let hasLead: Bool
    /// `nil` before the first story.
    let lead: Card?
    let hasLatest: Bool
    let latest: [Card]
    let hasMore: Bool
    let more: [Card]
    let groups: [Group]

    /// - Parameter articles: Newest first.
    init(_ articles: Snapshot<Page<Article>>, commentCounts: [Identifier<Article>: Int] = [:], in edition: Edition) {
        let cards = articles.value.items.map { Card($0, commentCount: commentCounts[$0.id] ?? 0, in: edition) }
        frame = PageFrame(edition, title: edition.site.title, path: "/", cursor: articles.cursor, topics: [.front])
        lead = cards.first
        hasLead = lead != nil
        latest = Array(cards.dropFirst().prefix(FrontPage.latestCount))
        hasLatest = !latest.isEmpty
        more = Array(cards.dropFirst(1 + FrontPage.latestCount).prefix(FrontPage.moreCount))
        hasMore = !more.isEmpty
        groups = FrontPage.grouped(cards.dropFirst(1 + FrontPage.latestCount + FrontPage.moreCount), in: edition)
    }

    // In the paper's order; a section that was made since the paper's were read comes last.
    private static func grouped(_ cards: ArraySlice<Card>, in edition: Edition) -> [Group] {
        var order = edition.sections.map { SectionLink($0) }
        let known = Set(order.map(\.slug))
        for card in cards where !known.contains(card.section.slug) && !order.contains(card.section) {
            order.append(card.section)
        }
        let bySection = Dictionary(grouping: cards, by: \.section.slug)
        return order.compactMap { section in bySection[section.slug].map { Group(section: section, cards: $0) } }
    }
}
