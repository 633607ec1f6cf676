/// What somebody may do. A writer changes own articles, an editor any, a moderator decides on comments, an admin does everything.
public enum Role: String, Sendable, Hashable, CaseIterable {
    case reader, writer, editor, moderator, admin

    /// Whether this role writes articles at all.
    public var writesArticles: Bool {
        switch self {
        case .writer, .editor, .admin: true
        case .reader, .moderator: false
        }
    }

    /// Whether this role changes articles of others, and sections.
    public var editsEverything: Bool {
        switch self {
        case .editor, .admin: true
        case .reader, .writer, .moderator: false
        }
    }

    /// Whether this role decides on comments.
    public var moderates: Bool {
        switch self {
        case .moderator, .admin: true
        case .reader, .writer, .editor: false
        }
    }
}
