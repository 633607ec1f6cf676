import Foundation

extension PageToken {
    /// The place behind a comment, in a list by the time of writing.
    public init(after comment: Comment) {
        self.init(
            microseconds: Int64((comment.createdAt.timeIntervalSince1970 * 1_000_000).rounded()), id: comment.id.uuid)
    }

    /// The place right before a comment, in a list with the oldest first.
    public init(before comment: Comment) {
        let place = PageToken(after: comment)
        self.init(microseconds: place.microseconds - 1, id: place.id)
    }
}
