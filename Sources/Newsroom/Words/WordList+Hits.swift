extension WordList {
    /// Finds the words of the lists in some texts.
    /// - Returns: Each entry once, in the order of the lists.
    public func hits(in texts: String...) -> [Hit] {
        guard !words.isEmpty else { return [] }
        let found = texts.reduce(into: Set<Int>()) { $0.formUnion(entries(in: ScannedText($1))) }
        return found.sorted().map { words[$0] }
    }

    private func entries(in text: ScannedText) -> Set<Int> {
        phrases(in: text).union(pieces.values(in: text.unspaced))
            .union(literals.values(in: text.line, mayBegin: text.isBoundary, mayEnd: text.isBoundary))
    }

    /// Follows each way to read the text as words, one of them after the other.
    private func phrases(in text: ScannedText) -> Set<Int> {
        var found: Set<Int> = []
        // The phrases that have begun, by the place at which they go on.
        var begun: [Int: Set<Int>] = [:]
        for word in text.words {
            if case .apart = word.reading { found.formUnion(wholes.meanings(of: word, in: text.script)) }
            let nodes = begun[word.places.lowerBound, default: []].union([Trie<Int>.root])
            for meaning in vocabulary.meanings(of: word, in: text.script) {
                for next in nodes.compactMap({ phrases.node(after: $0, meaning) }) {
                    found.formUnion(phrases.values(at: next))
                    begun[word.places.upperBound, default: []].insert(next)
                }
            }
        }
        return found
    }
}
