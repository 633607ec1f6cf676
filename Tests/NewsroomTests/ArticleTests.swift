import Foundation
import Newsroom
import Testing

/// What an article may do in which state.
struct ArticleTests {
    private static let now = Date(timeIntervalSince1970: 1_777_629_600)

    private func article(_ status: ArticleStatus) throws -> Article {
        let section = Newsroom.Section(
            id: Identifier(at: Self.now), slug: Slug(phrase: "World"), title: "World", updatedAt: Self.now)
        let author = Author(id: Identifier(at: Self.now), slug: Slug(phrase: "Ana"), name: "Ana")
        let content = try ArticleContent(headline: "h", standfirst: "s", body: "b", tags: [])
        var article = Article(
            id: Identifier(at: Self.now), slug: Slug(phrase: "h"), content: content, section: section, author: author,
            publishAt: Self.now.addingTimeInterval(60), at: Self.now)
        if status != .draft { try article.publish(at: Self.now) }
        if status == .corrected { try article.correct(at: Self.now) }
        if status == .withdrawn { try article.withdraw(reason: "r", at: Self.now) }
        return article
    }

    enum Step: String, CaseIterable {
        case publish, correct, withdraw, revise

        func take(_ article: inout Article) throws {
            let now = ArticleTests.now.addingTimeInterval(10)
            switch self {
            case .publish: try article.publish(at: now)
            case .correct: try article.correct(at: now)
            case .withdraw: try article.withdraw(reason: " Because. ", at: now)
            case .revise:
                var change = ArticleChange()
                change.headline = "Other"
                try article.revise(change, at: now)
            }
        }

        /// The state afterwards; `nil` where it is not allowed.
        func outcome(from status: ArticleStatus) -> ArticleStatus? {
            switch (self, status) {
            case (.publish, .draft): .published
            case (.correct, .published), (.correct, .corrected): .corrected
            case (.withdraw, .draft), (.withdraw, .published), (.withdraw, .corrected): .withdrawn
            case (.revise, .draft), (.revise, .published), (.revise, .corrected): status
            case (.publish, _), (.correct, _), (.withdraw, _), (.revise, _): nil
            }
        }
    }

    @Test(arguments: Step.allCases, ArticleStatus.allCases)
    func `Each step is allowed from some states, and makes one revision`(
        step: Step, status: ArticleStatus
    ) throws {
        let before = try article(status)
        var after = before
        if let outcome = step.outcome(from: status) {
            try step.take(&after)
            #expect(after.status == outcome)
            #expect(after.revision == before.revision + 1)
            #expect(after.updatedAt > before.updatedAt)
            if outcome != .draft { #expect(after.publishAt == nil) }
        } else {
            #expect(throws: ArticleError.self) { try step.take(&after) }
            #expect(after == before)
        }
    }

    @Test(arguments: [-1, 0]) func `Nothing is scheduled for the past`(offset: Double) throws {
        var article = try article(.draft)
        var change = ArticleChange()
        change.publishAt = Self.now.addingTimeInterval(offset)
        #expect(throws: FieldErrors.self) { try article.revise(change, at: Self.now) }
    }

    @Test func `A schedule can be taken off a draft, and not put on a public article`() throws {
        var draft = try article(.draft)
        var change = ArticleChange()
        change.publishAt = .some(nil)
        try draft.revise(change, at: Self.now)
        #expect(draft.publishAt == nil)
        var published = try article(.published)
        change.publishAt = Self.now.addingTimeInterval(60)
        #expect(throws: FieldErrors.self) { try published.revise(change, at: Self.now) }
    }

    @Test func `A withdrawal says why, without the white space around it`() throws {
        var article = try article(.published)
        #expect(throws: FieldErrors.self) { try article.withdraw(reason: "  \n", at: Self.now) }
        try article.withdraw(reason: " Because. ", at: Self.now)
        #expect(article.withdrawalReason == "Because.")
    }
}

/// The limits of what the newsroom takes.
struct FieldCheckerTests {
    private func faults(_ check: (inout FieldChecker) -> Void) -> [String] {
        var fields = FieldChecker()
        check(&fields)
        do { try fields.finish() } catch { return error.entries.map(\.field) }
        return []
    }

    @Test(arguments: [
        (0, false), (1, true), (200, true), (201, false),
    ]) func `A headline has 1...200 characters, however many bytes they are`(count: Int, isTaken: Bool) {
        for character in ["a", "é", "👩‍👩‍👧‍👦"] {
            let text = String(repeating: character, count: count)
            #expect(faults { _ = $0.line("headline", text, Limits.headlineCharacters) }.isEmpty == isTaken)
        }
    }

    @Test func `White space at the ends does not count`() throws {
        var fields = FieldChecker()
        #expect(fields.line("f", " \n a b \t", 3...3) == "a b")
        try fields.finish()
    }

    @Test(arguments: ["a\nb", "a\rb", "a\u{2028}b"]) func `A line stands on one line`(text: String) {
        #expect(faults { _ = $0.line("f", text, 1...10) } == ["f"])
    }

    @Test(arguments: ["a\u{0}b", "a\u{1B}b", "a\u{7F}b"]) func `Control characters are refused everywhere`(text: String) {
        #expect(faults { _ = $0.text("f", text, 1...10) } == ["f"])
        #expect(faults { _ = $0.bytes("f", text, max: 10) } == ["f"])
        #expect(faults { _ = $0.tags("f", [text]) } == ["f[0]"])
    }

    @Test(arguments: ["\u{2060}", "\u{3164}", "\u{2800}", "\u{200B} \u{200D}", "\u{115F}\u{FE0F}", "\u{AD}"])
    func `What nobody sees is no text, where there must be one`(text: String) {
        #expect(faults { _ = $0.line("f", text, 1...10) } == ["f"])
        #expect(faults { _ = $0.text("f", text, 1...10) } == ["f"])
        #expect(faults { _ = $0.text("f", text, 0...10) }.isEmpty)
        #expect(faults { _ = $0.line("f", text + "👩‍👩‍👧‍👦", 1...10) }.isEmpty)
    }

    @Test(arguments: ["\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}"])
    func `A line does not turn round what stands beside it`(control: String) {
        #expect(faults { _ = $0.line("f", "Ana\(control)", 1...10) } == ["f"])
        #expect(faults { _ = $0.text("f", "Ana\(control)", 1...10) }.isEmpty)
        #expect(faults { _ = $0.line("f", "علي\u{200F}", 1...10) }.isEmpty)
    }

    @Test func `A character does not carry any number of marks`() {
        let tower = "a" + String(repeating: "\u{301}", count: 100)
        #expect(tower.count == 1)
        #expect(faults { _ = $0.line("f", tower, 1...10) } == ["f"])
    }

    @Test func `A body is measured in bytes`() {
        let fits = String(repeating: "é", count: Limits.maxBodyBytes / 2)
        #expect(faults { _ = $0.bytes("f", fits, max: Limits.maxBodyBytes) }.isEmpty)
        #expect(faults { _ = $0.bytes("f", fits + "a", max: Limits.maxBodyBytes) } == ["f"])
    }

    @Test func `Tags are in lower case, each once, in the order given`() throws {
        var fields = FieldChecker()
        #expect(fields.tags("tags", ["Rain", " sun ", "RAIN"]) == ["rain", "sun"])
        try fields.finish()
        #expect(faults { _ = $0.tags("tags", (0..<13).map { "t\($0)" }) } == ["tags"])
        #expect(faults { _ = $0.tags("tags", ["a", "", String(repeating: "b", count: 41)]) } == ["tags[1]", "tags[2]"])
    }

    @Test func `All faults of an article are told at once`() {
        let error = #expect(throws: FieldErrors.self) {
            try ArticleContent(
                headline: "", standfirst: String(repeating: "s", count: 601), body: String(repeating: "b", count: 262_145),
                tags: [""])
        }
        #expect(error?.entries.map(\.field) == ["headline", "standfirst", "body", "tags[0]"])
    }
}
