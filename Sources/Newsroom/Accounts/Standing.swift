public import Foundation

/// How far a reader's comments are trusted.
public enum Standing: Sendable, Hashable {
    /// Their comments are held for next to nothing.
    case trusted
    /// As everybody is at first.
    case normal
    /// Each comment is read before it shows.
    case premoderated
    /// Each comment is held, until a time.
    case suspended(until: Date)
    /// They do not comment.
    case banned

    /// The word for it, as it stands in JSON and in the database.
    public var word: String { kind.rawValue }

    /// Until when it lasts; `nil` when it lasts.
    public var until: Date? {
        switch self {
        case .suspended(let until): until
        case .trusted, .normal, .premoderated, .banned: nil
        }
    }

    /// What it comes to at a time: a suspension that is over counts as normal.
    public func effective(at now: Date) -> Standing {
        switch self {
        case .suspended(let until) where until <= now: .normal
        case .trusted, .normal, .premoderated, .suspended, .banned: self
        }
    }
}

extension Standing {
    /// A standing without its time.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case trusted, normal, premoderated, suspended, banned
    }

    /// Which standing it is.
    public var kind: Kind {
        switch self {
        case .trusted: .trusted
        case .normal: .normal
        case .premoderated: .premoderated
        case .suspended: .suspended
        case .banned: .banned
        }
    }

    /// Joins a standing to its time.
    /// - Returns: `nil` when a suspension has no time, or anything else has one.
    public init?(_ kind: Kind, until: Date?) {
        switch (kind, until) {
        case (.trusted, nil): self = .trusted
        case (.normal, nil): self = .normal
        case (.premoderated, nil): self = .premoderated
        case (.suspended, let until?): self = .suspended(until: until)
        case (.banned, nil): self = .banned
        case (_, _): return nil
        }
    }
}
