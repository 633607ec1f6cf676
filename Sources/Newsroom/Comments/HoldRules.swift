public import Foundation

/// Who writes, as far as it matters to what holds a comment.
public struct Commenter: Sendable, Hashable {
    /// What the writer may do; staff is not held.
    public let role: Role
    /// How far the writer is trusted.
    public let standing: Standing
    /// Whether everybody may read any comment of the writer's.
    public let isKnown: Bool

    /// Describes a writer.
    public init(role: Role, standing: Standing, isKnown: Bool) {
        self.role = role
        self.standing = standing
        self.isKnown = isKnown
    }
}

/// How often the same words came lately, but for this comment.
public struct Repetition: Sendable, Hashable {
    /// From the same writer.
    public let own: Int
    /// From others.
    public let others: Int

    /// Describes what was found.
    public init(own: Int = 0, others: Int = 0) {
        self.own = own
        self.others = others
    }
}

/// Finds out what holds a comment.
public struct HoldRules: Sendable {
    /// Letters from which on the same words from two people are no chance: «Thanks!» is.
    static let tellingLetters = 40
    /// Links that a hold names.
    static let namedLinks = 3

    /// How the article takes comments.
    public let policy: CommentPolicy
    /// Words that hold.
    public let words: WordList

    /// Takes what decides.
    public init(policy: CommentPolicy, words: WordList) {
        self.policy = policy
        self.words = words
    }

    /// Finds what holds some words: in what is read, and in what was written.
    /// - Parameters:
    ///   - isReadAgain: Whether they take the place of words that a moderator has read.
    /// - Returns: Every reason, or none. What is said to a banned reader is not decided here.
    public func holds(
        on text: CommentText, by commenter: Commenter, repetition: Repetition = Repetition(), isReadAgain: Bool = false,
        at now: Date
    ) -> [Hold] {
        guard commenter.role == .reader else { return [] }
        let standing = commenter.standing.effective(at: now)
        let plain = text.plainText
        let hits = words.hits(in: plain, text.markdown)
        let banned = hits.filter { $0.list == .banned }.map { Hold(.bannedWord, $0.word) }
        if standing == .trusted { return banned }
        var holds: [Hold] = []
        switch standing {
        case .suspended(let until): holds.append(Hold(.suspended, Timestamp.text(of: until)))
        case .premoderated: holds.append(Hold(.readerPremoderated))
        case .trusted, .normal, .banned: break
        }
        holds += banned
        holds += hits.filter { $0.list == .suspect }.map { Hold(.suspectWord, $0.word) }
        holds += links(in: text, plain).prefix(Self.namedLinks).map { Hold(.link, $0) }
        if isRepeated(plain, repetition) { holds.append(Hold(.repeated, "\(repetition.own + repetition.others)")) }
        if !commenter.isKnown { holds.append(Hold(.newReader)) }
        if isReadAgain {
            holds.append(Hold(.edited))
        } else if policy == .premoderated {
            holds.append(Hold(.premoderated))
        }
        return holds
    }

    /// Where a comment leads to, each once: all that it links, and what reads like an address; when there is neither, what is written
    /// like one and not shown.
    private func links(in text: CommentText, _ plain: String) -> [String] {
        let shown = text.targets.map(LinkFinder.host(of:)) + LinkFinder.links(in: plain)
        var seen: Set<String> = []
        return (shown.isEmpty ? LinkFinder.links(in: text.markdown) : shown).filter { seen.insert($0).inserted }
    }

    private func isRepeated(_ text: String, _ repetition: Repetition) -> Bool {
        repetition.own > 0 || repetition.others > 0 && text.count(where: \.isLetter) >= Self.tellingLetters
    }
}
