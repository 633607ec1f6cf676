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
        ("idiot", "🇮 🇩 🇮 🇴 🇹"),
        // Some words, each of them dressed up.
        ("go home", "Oh, go   HOME now"), ("go home", "go, home"), ("don't", "DON’T"), ("e-mail", "an e mail"),
        ("kill yourself", "kill уourself"), ("kill yourself", "kіll yourself"), ("kill yourself", "k!ll y0urself"),
        ("kill yourself", "go k i l l y o u r s e l f now"), ("kill yourself", "k.i.l.l yourself"),
        ("kill yourself", "kill y-o-u-r-s-e-l-f"), ("kill yourself", "K*ll y*urself"),
        ("kill yourself", "killll\u{200B} yourself"),
        ("kill yourself", "I k i l l yourself"), ("schlechter mensch", "ein schlechtеr Mensch"),
        ("go back home", "go b@ck home"),
        ("you are fool", "you a r e f00l"),
        // With signs, as it stands; pictures, of any colour.
        ("a$$", "a$$"), ("a$$", "what an A$$!"), ("a$$", "ａ＄＄"), ("a$$", "a\u{200B}$$"), ("c++", "I like C++ a lot"),
        ("c++", "c++"), (".net", "(.NET)"), ("f*ck", "F*CK you"), ("at&t", "AT&T"), ("🖕", "well 🖕"), ("🖕", "🖕🏿🖕🏿"),
        ("🤡", "you🤡you"), ("☝️", "☝"), ("🖕 you", "🖕  YOU!"), ("🇮🇹", "go 🇮🇹"), ("<3", "I <3 it"), ("傻*逼", "你是傻*逼吗"),
        ("av女優", "あのAV女優が"), ("rock 'n' roll", "Rock ’n’ roll!"),
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
        ("go home", "go to a home"), ("go home", "a go-cart home"), ("go home", "going home"), ("the rapist", "my therapist"),
        ("kill yourself", "kill it yourself"), ("kill yourself", "skill yourself"), ("kill yourself", "kill\nthem. Yourself"),
        // Signs are part of an entry.
        ("a$$", "I have a dog"), ("a$$", "ca$$"), ("c++", "I like vitamin c a lot"), ("c++", "abc++"), (".net", "the net"),
        ("f*ck", "fck"), ("🖕", "👍"), ("🇮🇹", "it is"), ("🇮🇹", "🇩🇪"), ("av女優", "java女優"), ("\u{301}", "a\u{301}"),
        ("idiot", "i. Dio: t"), ("idiot", ""), ("idiot", "i d\ni o t"),
    ])
    func `A word is not found in another, nor where none is`(word: String, text: String) {
        #expect(hits([word], in: text).isEmpty)
    }

    @Test(arguments: ["🅱️", "5️⃣", "Ⓜ️", "ℹ️", "™", "plan 🅰", "\u{301}"])
    func `An entry that would be taken for other letters is refused`(entry: String) {
        var checker = FieldChecker()
        _ = checker.wordToHold("banned[0]", entry)
        #expect(throws: FieldErrors.self) { try checker.finish() }
    }

    @Test(arguments: ["🖕", "☠️", "🇮🇹", "½", "c++", "ｆｏｏｌ", "𝐟𝐨𝐨𝐥", "Ⅷ", "傻逼", "👨‍👩‍👧"])
    func `Entries in any letters, with signs or pictures, are taken`(entry: String) throws {
        var checker = FieldChecker()
        #expect(checker.wordToHold("banned[0]", entry) == entry)
        try checker.finish()
    }

    @Test func `Every entry is told once, banned before suspect, as it stands on the list`() {
        let words = WordList(banned: ["Foo", "bar"], suspect: ["baz", "bar"])
        let hits = words.hits(in: "baz BAR foo foo")
        #expect(hits.map(\.word) == ["Foo", "bar", "baz"])
        #expect(hits.map(\.list) == [.banned, .banned, .suspect])
    }

    @Test func `The longest comments are scanned with the longest lists`() {
        let words = WordList(
            banned: (0..<1000).flatMap { ["word\($0)", "a a a a w\($0)"] },
            suspect: (0..<1000).flatMap { ["词\($0)词", "a!a!a!\($0)!"] })
        for piece in ["a ", "a.", "啊", "1!", "*", "w", "\u{200B}", "바보 ", "ال", "a\u{0301}", "w*rd", "🖕", "ﷺ"] {
            #expect(words.hits(in: String(repeating: piece, count: 5000)).isEmpty)
        }
        // What grows with the square would take many minutes.
        for piece in ["a ", "a!", "wor* ", "词词"] {
            #expect(words.hits(in: String(repeating: piece, count: 65_536 / piece.utf8.count)).isEmpty)
        }
    }

    @Test(arguments: ["\u{301}", "ـ", "\u{200B}", "a\u{202E}"]) func `What leaves nothing to compare is no entry`(
        _ entry: String
    ) {
        var fields = FieldChecker()
        _ = fields.wordToHold("banned[3]", entry)
        #expect(throws: FieldErrors.self) { try fields.finish() }
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
        ("http://localhost/x", ["localhost"]), ("http://2130706433/", ["2130706433"]), ("http://[::1]/", ["[::1]"]),
        ("evil%2ecom", ["evil.com"]), ("evil%2Ecom/x", ["evil.com"]),
        ("xn--e1afmkfd.xn--p1ai", ["xn--e1afmkfd.xn--p1ai"]), ("t.me/join", ["t.me"]),
    ]) func `A link is found`(text: String, hosts: [String]) {
        #expect(LinkFinder.links(in: text) == hosts)
    }

    @Test func `The longest comments are searched`() {
        for piece in [
            "a", "a.", "a@", "a-", "http://", "www.", " dot ", "[.]", "1.", "a.b@", ".", "[", "\u{200B}", "é.", "xn--", "://",
            "://[",
        ] {
            // What grows with the square would take many minutes.
            #expect(LinkFinder.links(in: String(repeating: piece, count: 100_000 / piece.count)).count <= 2)
        }
    }

    @Test(arguments: [
        ("https://a.com/b", "a.com"), ("http://a.com@b.com/", "b.com"), ("http://a@b/c@d", "b"), ("mailto:me@a.com", "a.com"),
        ("http://%D0%BF%D1%80.%D1%80%D1%84/x", "пр.рф"),
        ("http:evil.com", "evil.com"), ("https:%5C%5Cx", "https:%5C%5Cx"), ("mailto:%00", "mailto:%00"),
    ]) func `An address leads to its host, or is told whole`(address: String, host: String) {
        #expect(LinkFinder.host(of: address) == host)
    }

    @Test(arguments: [
        "It was late.It was dark", "e.g. this", "3.14 and 10.000.000", "and so on...", "Mr.Smith", "the end.", "1.2.3.4",
        "connect the dot on it", "i.e. that", "10.30 am", "foo.swift",
        "The dot product", "what?no", "a.m. and p.m.", "and://", "either//or", "100%2e",
    ]) func `Where there is none, none is found`(text: String) {
        #expect(LinkFinder.links(in: text).isEmpty)
    }
}
