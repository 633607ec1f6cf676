/// A comment in a list: as it is, or the place that it leaves because others have answered it.
public enum CommentEntry: Sendable, Hashable {
    /// Shown as it is.
    case shown(Comment)
    /// Nothing of it is shown but where it stood.
    case gone(id: Identifier<Comment>, CommentPlace)

    /// Which comment it is.
    public var id: Identifier<Comment> {
        switch self {
        case .shown(let comment): comment.id
        case .gone(let id, _): id
        }
    }

    /// Where it stands.
    public var place: CommentPlace {
        switch self {
        case .shown(let comment): comment.place
        case .gone(_, let place): place
        }
    }
}

/// Puts the comments of some threads in the order in which they are read: each before its answers, answers oldest first.
public enum CommentThreads {
    /// Orders comments.
    /// - Parameters:
    ///   - comments: Of whole threads, oldest first, whatever their state.
    ///   - roots: Whose threads, in the order wanted.
    ///   - isShown: Whether the reader may see one. What is not shown leaves its place where something under it is.
    public static func entries(
        _ comments: [Comment], under roots: [Identifier<Comment>], isShown: (Comment) -> Bool
    ) -> [CommentEntry] {
        let answers = Dictionary(grouping: comments.filter { $0.place.parent != nil }, by: \.place.parent)
        let known = Dictionary(comments.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return roots.compactMap { known[$0] }.flatMap { entries(from: $0, answers, isShown) }
    }

    /// Depth is bounded by `Limits.maxCommentDepth`, and so is this recursion.
    private static func entries(
        from comment: Comment, _ answers: [Identifier<Comment>?: [Comment]], _ isShown: (Comment) -> Bool
    ) -> [CommentEntry] {
        let below = (answers[comment.id] ?? []).flatMap { entries(from: $0, answers, isShown) }
        if isShown(comment) { return [.shown(comment)] + below }
        return below.isEmpty ? [] : [.gone(id: comment.id, comment.place)] + below
    }
}
