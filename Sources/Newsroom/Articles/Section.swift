public import Foundation

/// A part of the paper: World, Sport.
public struct Section: Sendable, Hashable, Identifiable {
    /// Names the section for good.
    public let id: Identifier<Section>
    /// Its address, which no other section has.
    public var slug: Slug
    /// What readers see, 1...80 characters.
    public var title: String
    /// One line about it; may be empty.
    public var summary: String
    /// 1 when made, one more with every change.
    public var revision: Int
    /// When it last changed.
    public var updatedAt: Date

    /// Describes a section.
    public init(id: Identifier<Section>, slug: Slug, title: String, summary: String = "", revision: Int = 1, updatedAt: Date) {
        self.id = id
        self.slug = slug
        self.title = title
        self.summary = summary
        self.revision = revision
        self.updatedAt = updatedAt
    }
}
