extension WordList {
    /// Finds the words of the lists in a text.
    /// - Returns: Each entry once, in the order of the lists.
    public func hits(in text: String) -> [Hit] {
        guard !words.isEmpty else { return [] }
        let scanned = ScannedText(text)
        var found: Set<Int> = []
        for (place, word) in scanned.words.enumerated() {
            found.formUnion(entries(for: word, in: scanned))
            found.formUnion(phrases(from: place, in: scanned))
        }
        for word in scanned.joined { found.formUnion(entries(joined: word, in: scanned.script)) }
        found.formUnion(pieces(of: scanned.unspaced))
        return found.sorted().map { words[$0] }
    }

    private func entries(for word: ScannedText.Word, in text: ScannedText) -> [Int] {
        let forms = word.forms
        var found: [Int?] = [plain[forms.plain]]
        if forms.isDisguise(in: text.script) { found.append(skeletons[forms.skeleton]) }
        if let signed = word.signed, let unsigned = WordForms.unsigned(signed) {
            found.append(unsigned.contains("*") ? starred(unsigned) : merged[unsigned])
        }
        if let single = WordForms.squeezed(forms.plain) { found.append(squeezed[single]) }
        found += WordForms.withoutParticles(forms.plain, forms.script).map { plain[$0] }
        if forms.script == .hangul {
            let scalars = forms.plain.unicodeScalars
            found += stems.filter { $0.key < scalars.count }
                .map { length, stems in stems[String(scalars.prefix(length))] }
        }
        return found.compactMap { $0 }
    }

    /// «f*ck»: a star stands for one letter, and is no beginning. Half of the letters have to be there.
    private func starred(_ word: String) -> Int? {
        let letters = Array(word.unicodeScalars)
        guard letters.first != "*", letters.count(where: { $0 == "*" }) * 2 <= letters.count else { return nil }
        return starred[letters.count]?.first { entry in
            zip(letters, entry.letters).allSatisfy { $0 == "*" || $0 == $1 }
        }?.index
    }

    private func phrases(from place: Int, in text: ScannedText) -> [Int] {
        guard let candidates = phrases[text.words[place].forms.plain] else { return [] }
        return candidates.filter { candidate in
            let following = text.words.dropFirst(place + 1).prefix(candidate.rest.count)
            return following.map(\.forms.plain) == candidate.rest
        }.map(\.index)
    }

    /// Letters that stood apart; «a» and «I» before or behind them may be words of their own.
    private func entries(joined word: [Unicode.Scalar], in script: Script?) -> [Int] {
        var found: [Int?] = []
        for start in 0...1 {
            for end in [word.count, word.count - 1] where end - start >= 3 {
                let forms = WordForms(word[start..<end])
                found += [plain[forms.plain], forms.isDisguise(in: script) ? skeletons[forms.skeleton] : nil]
                found.append(WordForms.unsigned(word[start..<end]).flatMap { merged[$0] })
            }
        }
        return found.compactMap { $0 }
    }

    private func pieces(of text: [Unicode.Scalar]) -> [Int] {
        guard !text.isEmpty else { return [] }
        return pieces.flatMap { length, pieces -> [Int] in
            guard text.count >= length else { return [] }
            return (0...(text.count - length)).compactMap { start in
                pieces[String(String.UnicodeScalarView(text[start..<start + length]))]
            }
        }
    }
}
