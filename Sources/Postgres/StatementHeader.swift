/// The comment at the top of a statement's file:
/// ```
/// -- article/page_before: one page of a section, newest first, strictly before a cursor.
/// -- $1 section uuid | $2 before timestamptz, exclusive | $3 limit integer, 1...100
/// -- -> id uuid, slug text, headline text, published_at timestamptz | index article_section_published
/// ```
struct StatementHeader {
    private(set) var parameters: [Statement.Parameter] = []
    private(set) var columns: [Statement.Column] = []
    private(set) var index: String?
    private let name: String

    init(name: String, sql: String) throws {
        self.name = name
        let comments = sql.split(separator: "\n").map(\.trimmingSpaces).prefix { $0.hasPrefix("--") }
            .map { $0.dropFirst(2).trimmingSpaces }
        guard let title = comments.first, title.hasPrefix("\(name):") else {
            throw invalid("the first line must be «-- \(name): what it does.»")
        }
        var promisesColumns = false
        for comment in comments.dropFirst() {
            if comment.hasPrefix("$") {
                try readParameters(comment)
            } else if comment.hasPrefix("->") {
                promisesColumns = true
                try readColumns(comment.dropFirst(2).trimmingSpaces)
            }
        }
        guard promisesColumns else { throw invalid("a line «-- -> name type, name type» or «-- -> nothing» is missing") }
        try compareParameters(with: sql)
    }

    private mutating func readParameters(_ line: String) throws {
        for part in line.split(separator: "|") {
            // What follows the first comma is prose: a range, or a rule.
            let words = part.prefix { $0 != "," }.split(separator: " ")
            guard words.count >= 3, words[0] == "$\(parameters.count + 1)" else {
                throw invalid("«\(part.trimmingSpaces)» must read «$\(parameters.count + 1) name type»")
            }
            parameters.append(Statement.Parameter(name: String(words[1]), type: String(words[2])))
        }
    }

    private mutating func readColumns(_ line: String) throws {
        let parts = line.split(separator: "|").map(\.trimmingSpaces)
        for part in parts {
            if part.hasPrefix("index ") {
                index = part.dropFirst("index ".count).trimmingSpaces
            } else if part != "nothing" {
                columns += try part.split(separator: ",").filter { !$0.trimmingSpaces.isEmpty }.map(column)
            }
        }
    }

    private func column(_ text: Substring) throws -> Statement.Column {
        let words = text.split(separator: " ")
        guard words.count >= 2 else { throw invalid("column «\(text.trimmingSpaces)» must read «name type»") }
        return Statement.Column(name: String(words[0]), type: String(words[1]))
    }

    /// The header and the text must speak of the same `$n`; the server would only tell at the first use.
    private func compareParameters(with sql: String) throws {
        let body = sql.split(separator: "\n").filter { !$0.trimmingSpaces.hasPrefix("--") }.joined(separator: "\n")
        let afterDollars = body.split(separator: "$", omittingEmptySubsequences: false).dropFirst()
        let used = Set(afterDollars.compactMap { Int($0.prefix { $0.isWholeNumber }) })
        guard used == Set(parameters.indices.map { $0 + 1 }) else {
            let list = used.sorted().map { "$\($0)" }.joined(separator: ", ")
            throw invalid("the header declares \(parameters.count) parameters, the SQL uses \(list.isEmpty ? "none" : list)")
        }
    }

    private func invalid(_ mend: String) -> PostgresError {
        PostgresError(.statementInvalid, "sql/\(name).sql: \(mend)", statement: name)
    }
}
