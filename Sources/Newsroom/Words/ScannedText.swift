/// A text taken apart, once, for all lists.
struct ScannedText {
    /// One way to read a part of the text as one word.
    struct Word {
        /// Which of the text's runs of letters it takes up.
        let places: Range<Int>
        let reading: Reading
    }

    /// What a word is taken from.
    enum Reading {
        /// A run of letters.
        case plain(WordForms)
        /// Letters, and the signs that stand among them for letters.
        case signed([Unicode.Scalar])
        /// Letters that stood apart, «s p a c e d» or «s.p-aced».
        case apart([Unicode.Scalar])
    }

    /// In the order in which they begin.
    let words: [Word]
    /// The script that the text is evidently written in: of most of the words that look like no other script's.
    let script: Script?
    /// Letters of scripts without blanks, without what stands between them.
    let unspaced: [Unicode.Scalar]
    /// All that can be seen, folded, with one blank for any white space and one kind of apostrophe.
    let line: [Unicode.Scalar]

    init(_ text: String) {
        let scalars = Array(TextFolding.folded(text).unicodeScalars)
        let runs = ScannedText.runs(scalars)
        let plain = runs.indices.map { Word(places: $0..<$0 + 1, reading: .plain(WordForms(scalars[runs[$0]]))) }
        words =
            (plain + ScannedText.signed(runs, scalars) + JoinedWords.find(runs, in: scalars))
            .sorted { $0.places.lowerBound < $1.places.lowerBound }
        script = ScannedText.script(of: plain)
        unspaced = scalars.filter { Script($0) == .unspaced }
        let plainer = scalars.map { Self.apostrophes.contains($0) ? "'" : $0 }
        line = Array(plainer.split(whereSeparator: \.properties.isWhitespace).joined(separator: [" "]))
    }

    /// The words as they stand.
    var plain: [WordForms] {
        words.compactMap { word in
            if case .plain(let forms) = word.reading { forms } else { nil }
        }
    }

    /// Whether the line does not stand in the middle of a word in front of a place; everywhere in scripts without blanks.
    func isBoundary(_ place: Int) -> Bool {
        guard place > 0, place < line.count else { return true }
        return ![line[place - 1], line[place]].allSatisfy { TextFolding.isLetter($0) && Script($0) != .unspaced }
    }

    /// Whether there is more to the line than words: any sign but an apostrophe, a hyphen or the like between two letters.
    var hasSigns: Bool {
        line.indices.contains { place in
            guard !TextFolding.isLetter(line[place]), line[place] != " " else { return false }
            let isBetweenLetters =
                place > 0 && place + 1 < line.count && TextFolding.isLetter(line[place - 1])
                && TextFolding.isLetter(line[place + 1])
            return !(isBetweenLetters && "'’-‐.,_".unicodeScalars.contains(line[place]))
        }
    }

    private static func runs(_ scalars: [Unicode.Scalar]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var index = 0
        while index < scalars.count {
            let start = index
            while index < scalars.count, isLetter(scalars[index]) { index += 1 }
            if start < index { runs.append(start..<index) } else { index += 1 }
        }
        return runs
    }

    private static func signed(_ runs: [Range<Int>], _ scalars: [Unicode.Scalar]) -> [Word] {
        runs.indices.compactMap { place in
            guard let range = signed(around: runs[place], scalars) else { return nil }
            let end = runs[place...].firstIndex { $0.lowerBound >= range.upperBound } ?? runs.count
            return Word(places: place..<end, reading: .signed(Array(scalars[range])))
        }
    }

    /// The run of letters and signs that a run of letters stands in. An exclamation mark at its end is one.
    private static func signed(around letters: Range<Int>, _ scalars: [Unicode.Scalar]) -> Range<Int>? {
        var start = letters.lowerBound
        var end = letters.upperBound
        while start > 0, end - start < maxSignedLength, isSign(scalars[start - 1]) { start -= 1 }
        while end < scalars.count, end - start < maxSignedLength, isLetter(scalars[end]) || isSign(scalars[end]) { end += 1 }
        while end > start, "!+|*#(".unicodeScalars.contains(scalars[end - 1]) { end -= 1 }
        while start < end, "+|*#(".unicodeScalars.contains(scalars[start]) { start += 1 }
        let hasSign = scalars[start..<end].contains { isSign($0) || TextFolding.isDigit($0) }
        return hasSign ? start..<end : nil
    }

    /// Phones type the first.
    private static let apostrophes: Set<Unicode.Scalar> = ["’", "‘", "ʼ", "＇"]

    /// Longer words are on no list.
    private static let maxSignedLength = 80

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        TextFolding.isLetter(scalar) || Confusables.isOfFlag(scalar)
    }

    private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "*" || scalar == "#" || !TextFolding.isDigit(scalar) && Confusables.sign(scalar) != nil
    }

    private static func script(of words: [Word]) -> Script? {
        var counts: [Script: Int] = [:]
        for case .plain(let forms) in words.map(\.reading) {
            if forms.isEvident, let script = forms.script { counts[script, default: 0] += 1 }
        }
        return counts.max { $0.value < $1.value }?.key
    }
}
