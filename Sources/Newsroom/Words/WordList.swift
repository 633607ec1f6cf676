/// Words that hold a comment, made ready for comparing.
///
/// In scripts with blanks whole words are found, and some words one after the other, however each is dressed up: in other letters that look
/// alike, with digits for letters, with letters apart or repeated, with what cannot be seen between them. A word inside a longer one is none.
/// In scripts without blanks a word is found anywhere. An entry with signs or pictures, «c++», is found as it stands, but for case and the like.
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
    /// The revision of the lists; 0 for none.
    public let revision: Int

    /// The words that entries are made of.
    private(set) var vocabulary = WordIndex()
    /// Entries of some words, their letters as one word: what is left of them when all letters stand apart.
    private(set) var wholes = WordIndex()
    /// Entries of words, as meanings of the vocabulary.
    private(set) var phrases = Trie<Int>()
    /// Entries of scripts without blanks.
    private(set) var pieces = Trie<Unicode.Scalar>()
    /// Entries with signs.
    private(set) var literals = Trie<Unicode.Scalar>()

    /// Makes lists ready. A word that is on both is banned.
    public init(banned: [String] = [], suspect: [String] = [], revision: Int = 0) {
        var seen: Set<String> = []
        words =
            banned.filter { seen.insert($0).inserted }.map { Hit(word: $0, list: .banned) }
            + suspect.filter { seen.insert($0).inserted }.map { Hit(word: $0, list: .suspect) }
        self.revision = revision
        var meanings: [String: Int] = [:]
        for (index, entry) in words.enumerated() { add(entry.word, index, &meanings) }
    }

    private mutating func add(_ entry: String, _ index: Int, _ meanings: inout [String: Int]) {
        let text = ScannedText(entry)
        guard !text.line.isEmpty else { return }
        let parts = text.plain
        let letters = parts.flatMap { $0.plain.unicodeScalars }
        if text.hasSigns || !text.unspaced.isEmpty && text.unspaced != letters {
            literals.insert(text.line, index)
        } else if !text.unspaced.isEmpty {
            pieces.insert(letters, index)
        } else {
            phrases.insert(parts.map { meaning(of: $0, &meanings) }, index)
            if parts.count > 1 { wholes.add(WordForms(letters), index) }
        }
    }

    private mutating func meaning(of word: WordForms, _ meanings: inout [String: Int]) -> Int {
        if let meaning = meanings[word.plain] { return meaning }
        let meaning = meanings.count
        meanings[word.plain] = meaning
        vocabulary.add(word, meaning)
        return meaning
    }
}

extension FieldChecker {
    /// Checks an entry of the lists. Something of it has to be left to compare: accents alone are not.
    public mutating func wordToHold(_ field: String, _ value: String) -> String {
        let word = line(field, value, Limits.wordCharacters)
        if TextFolding.isVisible(word), !TextFolding.isVisible(TextFolding.folded(word)) {
            fault(field, "must have a letter, a digit or a sign")
        }
        if let picture = word.first(where: TextFolding.isPictureOfLetters) {
            fault(field, "has «\(picture)», which is read as letters: write the letters, when those are meant")
        }
        return word
    }
}
