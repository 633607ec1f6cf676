/// In which order comments are read, by the time of writing: the threads under an article, and the queues.
public enum CommentOrder: String, Sendable, Hashable, CaseIterable {
    case oldest, newest
}
