/// One word of a text as it can be compared: as it stands, and as it looks.
struct WordForms {
    /// Folded, as it stands.
    let plain: String
    /// Letters of other scripts as the Latin ones that they look like; `nil` when it looks like nothing else.
    let skeleton: String?
    /// Its script; `nil` when it mixes some.
    let script: Script?

    /// - Parameter word: Letters, marks and digits, folded.
    init(_ word: some Sequence<Unicode.Scalar>) {
        var scripts: Set<Script> = []
        var skeleton = String.UnicodeScalarView()
        var plain = String.UnicodeScalarView()
        var isLatinAlike = true
        for scalar in word {
            plain.append(scalar)
            if let script = Script(scalar) { scripts.insert(script) }
            if let latin = Confusables.latin(scalar) {
                skeleton.append(latin)
            } else {
                if !scalar.isASCII { isLatinAlike = false }
                skeleton.append(scalar)
            }
        }
        self.plain = String(plain)
        self.skeleton = isLatinAlike ? String(skeleton) : nil
        script = scripts.count == 1 ? scripts.first : nil
    }

    /// Digits and signs as the letters that they are written for; «i» and «l» become one, because «1» is either.
    /// - Returns: `nil` when there is no sign in it, or nothing but signs.
    static func unsigned(_ word: some Sequence<Unicode.Scalar>) -> String? {
        var letters = String.UnicodeScalarView()
        var signCount = 0
        var letterCount = 0
        for scalar in word {
            if let letter = Confusables.sign(scalar) {
                signCount += 1
                letters.append(letter)
            } else if scalar == "*" || scalar == "#" {
                signCount += 1
                letters.append("*")
            } else {
                letterCount += 1
                letters.append(Confusables.latin(scalar) ?? scalar)
            }
        }
        guard signCount > 0, letterCount > 0 else { return nil }
        return merged(String(letters))
    }

    /// «i» and «l» as one.
    static func merged(_ word: String) -> String { word.replacing("l", with: "i") }

    /// Each run of one letter as a single one, when there are three in a row somewhere: «fooool», and not «fool».
    static func squeezed(_ word: String, always: Bool = false) -> String? {
        var squeezed = String.UnicodeScalarView()
        var run = 0
        var longest = 0
        for scalar in word.unicodeScalars {
            run = scalar == squeezed.last ? run + 1 : 1
            longest = max(longest, run)
            if run == 1 { squeezed.append(scalar) }
        }
        return always || longest >= 3 ? String(squeezed) : nil
    }

    /// The word without the particles that some languages write in front of it: «ו», «ה», «ال», «و».
    static func withoutParticles(_ word: String, _ script: Script?) -> [String] {
        let particles: [String]
        switch script {
        case .arabic: particles = ["ال", "و", "ف", "ب", "ك", "لل", "ل", "وال", "بال", "فال", "كال", "يا"]
        case .hebrew: particles = ["ו", "ה", "ב", "כ", "ל", "מ", "ש", "וה", "של", "שה", "בה", "מה", "כש"]
        case .latin, .cyrillic, .greek, .armenian, .hangul, .unspaced, .other, nil: return []
        }
        return particles.filter { word.hasPrefix($0) && word.unicodeScalars.count >= $0.unicodeScalars.count + 3 }
            .map { String(word.dropFirst($0.count)) }
    }
}
