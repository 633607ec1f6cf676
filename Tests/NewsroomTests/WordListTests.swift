import Newsroom
import Testing

/// Words that hold comments, however they are dressed up.
struct WordListTests {
    private func hits(_ words: [String], in text: String) -> [String] {
        WordList(banned: words).hits(in: text).map(\.word)
    }

    @Test(arguments: [
        // Latin: case, marks, width, mathematics, circles, ligatures.
        ("idiot", "You IDIOT!"), ("idiot", "ídïöt"), ("idiot", "ｉｄｉｏｔ"), ("idiot", "𝓲𝓭𝓲𝓸𝓽"), ("idiot", "ⓘⓓⓘⓞⓣ"),
        ("idiot", "🅘🅓🅘🅞🅣"),
        ("idiot", "🄸🄳🄸🄾🅃"), ("straße", "STRASSE"), ("straße", "strasse"), ("waffle", "waﬄe"), ("łotr", "lotr"),
        // What cannot be seen.
        ("idiot", "id\u{200B}iot"), ("idiot", "i\u{AD}d\u{2060}i\u{FEFF}ot"), ("idiot", "\u{202E}idiot\u{202C}"),
        ("idiot", "i\u{FE0F}diot"),
        ("idiot", "idi\u{E0041}ot"), ("idiot", "i\u{034F}d\u{115F}iot"), ("idiot", "i̶d̶i̶o̶t̶"),
        // Letters of other scripts, digits and signs for letters.
        ("idiot", "іdіоt"), ("idiot", "ιdιοt"), ("ass", "аѕѕ"), ("ass", "an αss hat"), ("idiot", "1d10t"), ("idiot", "!d!0t!"),
        ("idiot", "id*ot"),
        ("asshole", "@$$h0le"), ("slug", "5lug"), ("slug", "s1ug"), ("idiot", "ɪᴅɪᴏᴛ"), ("coco", "սօսօ сосо"),
        // Letters apart, and too many of them.
        ("idiot", "i d i o t"), ("idiot", "you are an i.d.i.o.t"), ("idiot", "i-d-i-o-t!"), ("idiot", "you are a i d i o t"),
        ("idiot", "id.iot"),
        ("idiot", "idiooooot"), ("asshole", "assssshole"), ("idiot", "i\u{200B} d\u{200B} i o t"),
        // Some words.
        ("go home", "Oh, go   HOME now"), ("go home", "go, home"),
        // Cyrillic, also with Latin letters; Greek with and without accents.
        ("дурак", "Ты ДУРАК!"), ("дурак", "дуpaк ты"), ("дурак", "ду\u{200B}рак"), ("дурак", "д у р а к"), ("ёлка", "елка"),
        ("μαλάκας", "ΜΑΛΑΚΑΣ"),
        ("μαλάκας", "μαλακασ εισαι"), ("сука", "вот cyka какая"),
        // Arabic with marks, tatweel, other keyboards and particles; Hebrew with points and particles.
        ("كلب", "يا كَلْب"), ("كلب", "كـــلب"), ("كلب", "الكلب"), ("كلب", "ڪلب".replacingOccurrence("ڪ", "ک")), ("أحمق", "احمق"),
        ("טיפש", "הטיפש"),
        ("טיפש", "טִיפֵּשׁ"),
        // Devanagari, Korean with particles, and scripts without blanks.
        ("कुत्ता", "तू कुत्ता है"), ("바보", "너는 바보야"), ("바보", "바보"), ("傻逼", "你是大傻逼吗"), ("傻逼", "傻 逼"), ("傻逼", "傻\u{200B}逼"),
        ("馬鹿", "この馬鹿め"), ("バカ", "ﾊﾞｶ"),
        ("バカ", "あのバカが"), ("ควาย", "ไอ้ควายเอ๊ย"), ("ควาย", "ค วาย"),
    ])
    func `A word is found`(word: String, text: String) {
        #expect(hits([word], in: text) == [word])
    }

    @Test(arguments: [
        ("cunt", "Scunthorpe"), ("ass", "assess the class, pass"), ("ass", "a s s e s s"), ("ass", "455 metres"),
        ("tit", "title"), ("idiot", "idiotic"),
        ("ass", "as soon"), ("hell", "hello shell"), ("fool", "foolish"), ("coon", "raccoon"), ("die", "died"),
        ("kill", "skill"),
        // Words of their own that only look like others.
        ("cop", "вынесли сор из избы"), ("pom", "он пил ром вечером"), ("рот", "the pot is hot"),
        // Vowels are letters: «dog» and «how much».
        ("कुत्ता", "कितना"), ("바보", "아바보"), ("바보", "보바"), ("バカ", "ばかり"), ("ควาย", "ความสุข"), ("كلب", "كلبي الصغير في كلبشة"),
        ("傻逼", "傻瓜"),
        ("go home", "go to a home"), ("idiot", "i. Dio: t"), ("idiot", ""), ("idiot", "i d\ni o t"),
    ])
    func `A word is not found in another, nor where none is`(word: String, text: String) {
        #expect(hits([word], in: text).isEmpty)
    }

    @Test func `Every entry is told once, banned before suspect, as it stands on the list`() {
        let words = WordList(banned: ["Foo", "bar"], suspect: ["baz", "bar"])
        let hits = words.hits(in: "baz BAR foo foo")
        #expect(hits.map(\.word) == ["Foo", "bar", "baz"])
        #expect(hits.map(\.list) == [.banned, .banned, .suspect])
    }

    @Test func `The longest comments are scanned with the longest lists`() {
        let words = WordList(banned: (0..<2000).map { "word\($0)" }, suspect: (0..<2000).map { "词\($0)词" })
        for piece in ["a ", "a.", "啊", "1!", "*", "w", "\u{200B}", "바보 ", "ال", "a\u{0301}"] {
            #expect(words.hits(in: String(repeating: piece, count: 5000)).isEmpty)
        }
    }

    @Test(arguments: [
        ("Thanks!", "thanks"), ("ＴＨＡＮＫＳ", "T.H A-N k s"), ("straße", "STRASSE"), ("が", "が"),
    ]) func `What reads the same has one essence`(left: String, right: String) {
        #expect(TextFolding.essence(left) == TextFolding.essence(right))
    }

    @Test func `Signs and pictures are not all the same`() {
        #expect(Set(["👍", "👏", "!!!", "?"].map(TextFolding.essence)).count == 4)
        #expect(TextFolding.essence(" 👍\n") == TextFolding.essence("👍"))
    }
}

extension String {
    fileprivate func replacingOccurrence(_ old: String, _ new: String) -> String { replacing(old, with: new) }
}

/// Where a comment leads to.
struct LinkFinderTests {
    @Test(arguments: [
        ("see https://example.org/x", ["example.org"]), ("HTTP://Example.ORG", ["example.org"]),
        ("hxxps://example.org", ["example.org"]), ("www.example.de", ["www.example.de"]),
        ("example.com", ["example.com"]), ("go to example[.]com now", ["example.com"]), ("example (dot) com", ["example.com"]),
        ("example dot com", ["example.com"]),
        ("example。com", ["example.com"]), ("ｅｘａｍｐｌｅ．ｃｏｍ", ["example.com"]), ("exam\u{200B}ple.com", ["example.com"]),
        ("пример.рф", ["пример.рф"]), ("http://10.0.0.1/x", ["10.0.0.1"]),
        ("write to me@mail.example", ["mail.example"]), ("[x](//evil.com)", ["evil.com"]),
        ("a.com b.com a.com", ["a.com", "b.com"]), ("youtu.be/abc", ["youtu.be"]),
        ("see example.com.Then go", ["example.com"]), ("at www.example.it", ["www.example.it"]),
        ("bit.ly/x, bit.ly/y", ["bit.ly"]),
        ("xn--e1afmkfd.xn--p1ai", ["xn--e1afmkfd.xn--p1ai"]), ("t.me/join", ["t.me"]),
    ]) func `A link is found`(text: String, hosts: [String]) {
        #expect(LinkFinder.links(in: text) == hosts)
    }

    @Test func `The longest comments are searched`() {
        for piece in [
            "a", "a.", "a@", "a-", "http://", "www.", " dot ", "[.]", "1.", "a.b@", ".", "[", "\u{200B}", "é.", "xn--",
        ] {
            // What grows with the square would take many minutes.
            #expect(LinkFinder.links(in: String(repeating: piece, count: 100_000 / piece.count)).count <= 1)
        }
    }

    @Test(arguments: [
        "It was late.It was dark", "e.g. this", "3.14 and 10.000.000", "and so on...", "Mr.Smith", "the end.", "1.2.3.4",
        "connect the dot on it", "i.e. that", "10.30 am", "foo.swift",
        "The dot product", "what?no", "a.m. and p.m.",
    ]) func `Where there is none, none is found`(text: String) {
        #expect(LinkFinder.links(in: text).isEmpty)
    }
}
