/// The bounds of what the newsroom takes, each with its unit. A test reaches every one of them.
public enum Limits {
    /// Code points in a text, for each character that it may have.
    public static let maxCodePointsPerCharacter = 8
    /// Characters in a headline.
    public static let headlineCharacters = 1...200
    /// Characters in a standfirst.
    public static let standfirstCharacters = 0...600
    /// UTF-8 bytes in the Markdown of a body.
    public static let maxBodyBytes = 262_144
    /// Tags on an article.
    public static let maxTagCount = 12
    /// Characters in a tag.
    public static let tagCharacters = 1...40
    /// Characters in a slug.
    public static let slugCharacters = 1...80
    /// Characters in a section's title or an author's name.
    public static let nameCharacters = 1...80
    /// Characters in the public note of a correction, or the reason of a withdrawal.
    public static let noteCharacters = 1...1000
    /// Characters in a search query.
    public static let searchCharacters = 1...200
    /// Topics that one stream, or one read of the log, asks for.
    public static let topicCount = 1...64
    /// Items on a page of a list.
    public static let pageItems = 1...100
    /// Items on a page of a list when the caller does not say.
    public static let defaultPageItems = 20
    /// Events in one answer of the log.
    public static let pageEvents = 1...1000
    /// Events in one answer of the log when the caller does not say.
    public static let defaultPageEvents = 100
    /// How long a long poll may be held.
    public static let maxPollWait = Duration.seconds(25)
    /// UTF-8 bytes of a request's body.
    public static let maxRequestBytes = 1_048_576
    /// Characters in an `Idempotency-Key`.
    public static let idempotencyKeyCharacters = 1...255
    /// How long the answer to an `Idempotency-Key` is remembered.
    public static let idempotencyKeyLifetime = Duration.seconds(24 * 60 * 60)
    /// Characters in a passphrase.
    public static let passphraseCharacters = 10...200
    /// UTF-8 bytes in a passphrase: what libcrypt takes.
    public static let maxPassphraseBytes = 511
    /// How long somebody stays signed in.
    public static let sessionLifetime = Duration.seconds(30 * 24 * 60 * 60)
    /// Characters in the reason of a reader's standing.
    public static let standingReasonCharacters = 0...1000
    /// Characters in what single sign-on calls an issuer or a subject.
    public static let subjectCharacters = 1...400
    /// Sessions that one round of upkeep ends.
    public static let maxSweptSessions = 1000
    /// Characters in a comment.
    public static let commentCharacters = 1...5000
    /// Comments above one in its thread.
    public static let maxCommentDepth = 50
    /// How long its author may change a comment.
    public static let commentEditWindow = Duration.seconds(10 * 60)
    /// Comments of one thread on a page of a list, oldest first; a thread goes on by itself.
    public static let maxThreadComments = 500
    /// Comments on a page of a list: it ends before the thread that would be too much. No smaller than `maxThreadComments`.
    public static let maxListedComments = 2000
    /// Characters in the note of a report.
    public static let reportNoteCharacters = 0...1000
    /// Open reports of known readers that hold a visible comment.
    public static let reportsThatHold = 3
    /// Characters in a moderator's note.
    public static let moderationNoteCharacters = 0...1000
    /// Comments that are decided about at one stroke.
    public static let batchCount = 1...100
    /// How long the same words count as said again.
    public static let repetitionWindow = Duration.seconds(24 * 60 * 60)
    /// Words on each of the lists that hold comments.
    public static let maxWordCount = 2000
    /// Characters in a word, or in some words that stand together, on such a list.
    public static let wordCharacters = 1...80
    /// Days after which an article takes no more comments.
    public static let closeAfterDays = 1...3650
    /// How long a console and its claims last unless they are renewed.
    public static let claimLease = Duration.seconds(60)
    /// Comments that one console claims at once.
    public static let maxClaimCount = 50
    /// Items that the context of a comment shows of each kind.
    public static let contextItems = 20
}
