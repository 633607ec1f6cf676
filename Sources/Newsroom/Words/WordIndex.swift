/// Words that are known again however they are dressed up. What a word means is a number that whoever adds it chooses.
struct WordIndex: Sendable {
    private var plain: [String: [Int]] = [:]
    private var skeletons: [String: [Int]] = [:]
    private var merged: [String: [Int]] = [:]
    private var squeezed: [String: [Int]] = [:]
    private var starred: [Int: [(letters: [Unicode.Scalar], meaning: Int)]] = [:]
    private var stems = Trie<Unicode.Scalar>()

    mutating func add(_ word: WordForms, _ meaning: Int) {
        let likeness = WordForms.merged(word.skeleton)
        plain[word.plain, default: []].append(meaning)
        skeletons[word.skeleton, default: []].append(meaning)
        merged[likeness, default: []].append(meaning)
        squeezed[WordForms.squeezed(word.plain, always: true) ?? word.plain, default: []].append(meaning)
        let letters = Array(likeness.unicodeScalars)
        starred[letters.count, default: []].append((letters, meaning))
        // Particles stand behind a word without a blank in Korean: «바보» is in «바보야».
        if word.script == .hangul, letters.count >= 2 { stems.insert(word.plain.unicodeScalars, meaning) }
    }

    /// What a word of a text may be meant for, each once.
    func meanings(of word: ScannedText.Word, in script: Script?) -> Set<Int> {
        switch word.reading {
        case .plain(let forms): meanings(plain: forms, in: script)
        case .signed(let letters): meanings(signed: letters)
        case .apart(let letters): meanings(apart: letters, in: script)
        }
    }

    private func meanings(plain forms: WordForms, in script: Script?) -> Set<Int> {
        var found = Set(plain[forms.plain] ?? [])
        if forms.isDisguise(in: script) { found.formUnion(skeletons[forms.skeleton] ?? []) }
        if let single = WordForms.squeezed(forms.plain) { found.formUnion(squeezed[single] ?? []) }
        for word in WordForms.withoutParticles(forms.plain, forms.script) { found.formUnion(plain[word] ?? []) }
        if forms.script == .hangul { found.formUnion(stems.values(in: Array(forms.plain.unicodeScalars)) { $0 == 0 }) }
        return found
    }

    private func meanings(signed letters: [Unicode.Scalar]) -> Set<Int> {
        guard let word = WordForms.unsigned(letters) else { return [] }
        return Set(word.contains("*") ? meanings(starred: Array(word.unicodeScalars)) : merged[word] ?? [])
    }

    /// «f*ck»: a star stands for one letter, and is no beginning. Half of the letters have to be there.
    private func meanings(starred letters: [Unicode.Scalar]) -> [Int] {
        guard letters.first != "*", letters.count(where: { $0 == "*" }) * 2 <= letters.count else { return [] }
        return (starred[letters.count] ?? []).filter { word in
            zip(letters, word.letters).allSatisfy { $0 == "*" || $0 == $1 }
        }.map(\.meaning)
    }

    private func meanings(apart letters: [Unicode.Scalar], in script: Script?) -> Set<Int> {
        let forms = WordForms(letters)
        var found = Set(plain[forms.plain] ?? [])
        if forms.isDisguise(in: script) { found.formUnion(skeletons[forms.skeleton] ?? []) }
        if let word = WordForms.unsigned(letters) { found.formUnion(merged[word] ?? []) }
        return found
    }
}
