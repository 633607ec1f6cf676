/// A text taken apart into words, once, for all lists.
struct ScannedText {
    /// One word, and how it stands in the text.
    struct Word {
        let forms: WordForms
        /// With the signs that stand in it for letters; `nil` when there are none.
        let signed: [Unicode.Scalar]?
    }

    /// Words of scripts with blanks, in order.
    let words: [Word]
    /// Words whose letters stood apart, «s p a c e d» or «s.p-aced».
    let joined: [[Unicode.Scalar]]
    /// The script that the text is evidently written in: of most of the words that look like no other script's.
    let script: Script?
    /// Letters of scripts without blanks, without what stands between them.
    let unspaced: [Unicode.Scalar]

    init(_ text: String) {
        let scalars = Array(TextFolding.folded(text).unicodeScalars)
        let tokens = ScannedText.tokens(scalars)
        words = tokens.map { token in
            Word(forms: WordForms(scalars[token.letters]), signed: token.signed.map { Array(scalars[$0]) })
        }
        joined = JoinedWords.find(tokens.map(\.letters), in: scalars)
        script = ScannedText.script(of: words)
        unspaced = scalars.filter { Script($0) == .unspaced }
    }

    private struct Token {
        let letters: Range<Int>
        let signed: Range<Int>?
    }

    private static func tokens(_ scalars: [Unicode.Scalar]) -> [Token] {
        var tokens: [Token] = []
        var index = 0
        while index < scalars.count {
            guard isLetter(scalars[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < scalars.count, isLetter(scalars[index]) { index += 1 }
            tokens.append(Token(letters: start..<index, signed: signed(around: start..<index, scalars)))
        }
        return tokens
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

    /// Longer words are on no list.
    private static let maxSignedLength = 80

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || TextFolding.isDigit(scalar) || TextFolding.isMark(scalar)
    }

    private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "*" || scalar == "#" || !TextFolding.isDigit(scalar) && Confusables.sign(scalar) != nil
    }

    private static func script(of words: [Word]) -> Script? {
        var counts: [Script: Int] = [:]
        for word in words {
            if word.forms.isEvident, let script = word.forms.script { counts[script, default: 0] += 1 }
        }
        return counts.max { $0.value < $1.value }?.key
    }
}

/// Finds words whose letters stand apart.
enum JoinedWords {
    /// Letters of one word at most.
    private static let maxLetters = 80

    /// - Parameter words: Where the words stand, in order.
    static func find(_ words: [Range<Int>], in scalars: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        var found: [[Unicode.Scalar]] = []
        var run: [Range<Int>] = []
        func end() {
            let letters = run.flatMap { scalars[$0] }
            if run.count >= 2, letters.count <= maxLetters { found.append(letters) }
            run = []
        }
        for word in words {
            if let last = run.last, !isJoined(scalars[last.upperBound..<word.lowerBound], last, word) { end() }
            run.append(word)
        }
        end()
        return found
    }

    /// Single letters are joined over blanks and one sign; longer pieces over one sign without a blank.
    private static func isJoined(_ gap: ArraySlice<Unicode.Scalar>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard (1...3).contains(gap.count), !gap.contains("\n") else { return false }
        if left.count == 1, right.count == 1 { return true }
        return gap.count == 1 && gap.first.map { "-_.·•*~'`/|,+=".unicodeScalars.contains($0) } ?? false
    }
}
