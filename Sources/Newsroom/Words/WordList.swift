/// Words that hold a comment, made ready for comparing.
///
/// In scripts with blanks whole words are found, however they are dressed up: in other letters that look alike, with digits for letters, with
/// letters apart or repeated, with what cannot be seen between them. A word inside a longer one is none. In scripts without blanks a word
/// is found anywhere.
public struct WordList: Sendable {
    /// Which list a word is on.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Holds also a trusted reader's comment.
        case banned
        /// Holds a comment.
        case suspect
    }

    /// A word that was found.
    public struct Hit: Sendable, Hashable {
        /// As it stands on the list.
        public let word: String
        /// Which list.
        public let list: Kind
    }

    /// As they were given, each once, in order.
    public let words: [Hit]
    /// Which edition of the lists it is; 0 for none.
    public let revision: Int

    private(set) var plain: [String: Int] = [:]
    private(set) var skeletons: [String: Int] = [:]
    private(set) var merged: [String: Int] = [:]
    private(set) var squeezed: [String: Int] = [:]
    private(set) var phrases: [String: [(rest: [String], index: Int)]] = [:]
    private(set) var pieces: [Int: [String: Int]] = [:]
    private(set) var stems: [Int: [String: Int]] = [:]
    private(set) var starred: [Int: [(letters: [Unicode.Scalar], index: Int)]] = [:]

    /// Makes lists ready. A word that is on both is banned.
    public init(banned: [String] = [], suspect: [String] = [], revision: Int = 0) {
        var seen: Set<String> = []
        words =
            banned.filter { seen.insert($0).inserted }.map { Hit(word: $0, list: .banned) }
            + suspect.filter { seen.insert($0).inserted }.map { Hit(word: $0, list: .suspect) }
        self.revision = revision
        for (index, entry) in words.enumerated() { add(entry.word, index) }
    }

    private mutating func add(_ entry: String, _ index: Int) {
        let parts = ScannedText(entry).words.map(\.forms)
        guard let first = parts.first else { return }
        let scalars = Array(parts.flatMap { $0.plain.unicodeScalars })
        if scalars.contains(where: { Script($0) == .unspaced }) {
            keep(String(String.UnicodeScalarView(scalars)), index, &pieces[scalars.count, default: [:]])
            return
        }
        guard parts.count == 1 else {
            phrases[first.plain, default: []].append((parts.dropFirst().map(\.plain), index))
            return
        }
        keep(first.plain, index, &plain)
        let likeness = WordForms.merged(first.skeleton)
        keep(first.skeleton, index, &skeletons)
        keep(likeness, index, &merged)
        starred[scalars.count, default: []].append((Array(likeness.unicodeScalars), index))
        keep(WordForms.squeezed(first.plain, always: true) ?? first.plain, index, &squeezed)
        // Particles stand behind a word without a blank in Korean: «바보» is in «바보야».
        if first.script == .hangul, scalars.count >= 2 { keep(first.plain, index, &stems[scalars.count, default: [:]]) }
    }

    /// The first of two that look alike stays: banned ones come first.
    private func keep(_ form: String, _ index: Int, _ forms: inout [String: Int]) {
        if forms[form] == nil { forms[form] = index }
    }
}
