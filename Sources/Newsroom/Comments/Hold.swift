/// Why a comment waits for a moderator.
public struct Hold: Sendable, Hashable {
    /// Kinds of reasons.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// The policy: each comment here is read before it shows.
        case premoderated
        /// It holds a banned word; the detail is the word.
        case bannedWord = "banned_word"
        /// It holds a suspect word; the detail is the word.
        case suspectWord = "suspect_word"
        /// It leads elsewhere; the detail is where to.
        case link
        /// It was said before; the detail is how often.
        case repeated
        /// No moderator has approved anything of this reader yet.
        case newReader = "new_reader"
        /// Each comment of this reader is read before it shows.
        case readerPremoderated = "reader_premoderated"
        /// The reader is suspended; the detail is until when.
        case suspended
        /// Readers have reported it; the detail is how many.
        case reported
        /// It was changed after a moderator had read it.
        case edited
    }

    /// What kind of reason.
    public let reason: Reason
    /// What exactly; may be empty.
    public let detail: String

    /// Names a reason.
    public init(_ reason: Reason, _ detail: String = "") {
        self.reason = reason
        self.detail = detail
    }
}
