/// One word of a text as it can be compared: as it stands, and as it looks.
struct WordForms {
    /// Folded, as it stands.
    let plain: String
    /// Letters that look like Latin ones as these.
    let skeleton: String
    /// Its script; `nil` when it mixes some.
    let script: Script?
    /// Whether its letters show which script it is written in: «сор» may be anything.
    let isEvident: Bool

    /// - Parameter word: Letters, marks and digits, folded.
    init(_ word: some Sequence<Unicode.Scalar>) {
        var scripts: Set<Script> = []
        var skeleton = String.UnicodeScalarView()
        var plain = String.UnicodeScalarView()
        var isEvident = false
        for scalar in word {
            plain.append(scalar)
            skeleton.append(Confusables.latin(scalar) ?? scalar)
            if let script = Script(scalar) {
                scripts.insert(script)
                isEvident = isEvident || !Confusables.isTwin(scalar)
            }
        }
        self.plain = String(plain)
        self.skeleton = String(skeleton)
        self.isEvident = isEvident
        script = scripts.count == 1 ? scripts.first : nil
    }

    /// Whether it may be meant for what it looks like, in a text of a script: a Latin word is, when it is not written as Latin words are.
    func isDisguise(in script: Script?) -> Bool {
        self.script == nil || self.script != script || self.script == .latin && plain != skeleton
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
