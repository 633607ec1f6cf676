public import Foundation

/// A public note that says what was wrong.
public struct Correction: Sendable, Hashable, Identifiable {
    /// What kind of fault it mends.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case factual, clarification, typo
    }

    /// Names the correction for good.
    public let id: Identifier<Correction>
    /// What kind of fault it mends.
    public let kind: Kind
    /// For the public, 1...1000 characters.
    public let note: String
    /// The article's revision that it made.
    public let revision: Int
    /// When it was made.
    public let createdAt: Date

    /// Describes a correction as it was stored.
    public init(id: Identifier<Correction>, kind: Kind, note: String, revision: Int, createdAt: Date) {
        self.id = id
        self.kind = kind
        self.note = note
        self.revision = revision
        self.createdAt = createdAt
    }
}
