import ArgumentParser
import Bench
import Postgres

/// `courant bench publish`.
struct BenchPublish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Articles written a second, with the log's triggers and without.",
        discussion: """
            Writers insert articles, one a transaction, in turn into newsroom.article, whose triggers write the event into the log, \
            and into a copy of that table with its columns, checks and indexes, but without triggers and foreign keys. Meanwhile a \
            node sequences and tells the events, as it does in service. The parts are interleaved, so that both meet the same machine.
            """)

    @Option(help: "Connections that write at once.")
    var writers = 4
    @Option(help: "Seconds of each part.")
    var seconds = 5
    @Option(help: "Parts of each kind.")
    var rounds = 3
    @Option(help: "Length of an article's body in bytes.")
    var bodyBytes = 2000
    @OptionGroup var options: BenchOptions

    func validate() throws {
        guard writers > 0, seconds > 0, rounds > 0, bodyBytes > 0 else { throw ValidationError("Numbers are above 0") }
        if options.server != nil || options.stream != nil { throw ValidationError("publish is for a node of bench's own") }
    }

    func run() async throws {
        let promise = "every article that was written has its event in the log"
        try await BenchRun.play("publish", options, on: BenchStageWish(), promising: promise) { run, report in
            try await measure(run, &report)
        }
    }

    /// Where articles go.
    private enum Table: String, CaseIterable, Sendable {
        case bare = "bench_article"
        case logged = "newsroom.article"
    }

    private struct Part {
        let table: Table
        let articles: Int
        let seconds: Double
        let cpu: Int

        var rate: Double { Double(articles) / seconds }
    }

    private func measure(_ run: BenchRun, _ report: inout BenchReport) async throws {
        guard let database = run.stage.database else { return }
        try await database.withConnection { connection in
            _ = try await connection.run("CREATE TABLE bench_article (LIKE newsroom.article INCLUDING ALL)")
            _ = try await connection.run(
                """
                INSERT INTO newsroom.section (id, slug, title, revision, updated_at) VALUES (gen_random_uuid(), 'world', 'World', 1, now());
                INSERT INTO newsroom.author (id, slug, name) VALUES (gen_random_uuid(), 'bench', 'Bench')
                """)
        }
        let watch = PumpWatch(database)
        var parts: [Part] = []
        var worst = PumpWatch.Lag()
        for round in 0..<rounds {
            // What comes first in one round comes last in the next.
            for table in round.isMultiple(of: 2) ? Table.allCases : Table.allCases.reversed() {
                run.progress.step("round \(round + 1) of \(rounds): \(table.rawValue)")
                let (part, lag) = try await watch.worst { [count = parts.count] in
                    try await write(into: table, part: count, database, run)
                }
                parts.append(part)
                if lag.seconds > worst.seconds { worst = lag }
                if table == .logged { try await watch.drained() }
            }
        }
        let written = parts.filter { $0.table == .logged }.reduce(0) { $0 + $1.articles }
        let told = try await database.withConnection { connection in
            try await connection.run("SELECT count(*) AS count FROM feed.log WHERE type = 'article.published'")[0].decode(
                "count", as: Int.self)
        }

        let (bare, logged) = (rates(parts, .bare), rates(parts, .logged))
        report.add(Figure("writers", "writers", writers))
        report.add(Figure("bare_rate", "articles without triggers, median part", bare.median, "/s", digits: 0))
        report.add(Figure("logged_rate", "articles with triggers and log, median part", logged.median, "/s", digits: 0))
        report.add(Figure("ratio", "with to without", logged.median / bare.median, digits: 3))
        report.add(Figure("written", "articles with triggers", written))
        report.add(Figure("missing", "of them without an event", written - told))
        report.add(Figure("pump_behind_events", "events waiting for their position, most", worst.events))
        report.add(Figure("pump_behind", "age of the oldest of them, most", worst.seconds * 1000, "ms", digits: 0))
        report.add(
            Figure(
                "node_cpu", "node's CPU for an event while writing",
                Double(parts.filter { $0.table == .logged }.reduce(0) { $0 + $1.cpu }) / Double(max(1, written)) / 1e3, "µs",
                digits: 0))
        if written != told { report.add(fault: "\(written) articles were written, \(told) events are in the log") }
        report.plot = Plot(
            "Articles a second, \(writers) writers",
            [
                Plot.Panel(
                    .bars((1...rounds).map { "round \($0)" }), x: "", y: "articles/s",
                    Table.allCases.map { table in
                        let rates = parts.filter { $0.table == table }.map(\.rate)
                        let name = table == .bare ? "without triggers" : "with triggers and log"
                        return Plot.Series(name, rates.enumerated().map { Plot.Point(Double($0.offset), $0.element) })
                    })
            ])
    }

    private func rates(_ parts: [Part], _ table: Table) -> (median: Double, all: [Double]) {
        let rates = parts.filter { $0.table == table }.map(\.rate).sorted()
        return (rates[rates.count / 2], rates)
    }

    private func write(into table: Table, part: Int, _ database: BenchDatabase, _ run: BenchRun) async throws -> Part {
        let statement = try Self.statement(table)
        let body = String(repeating: "Words of a body. ", count: bodyBytes / 17 + 1)
        let (start, cpu) = (MonotonicTime.now, try run.stage.meter?.cpu() ?? 0)
        let end = start + seconds * 1_000_000_000
        let articles = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    try await database.withConnection { connection in
                        var count = 0
                        while MonotonicTime.now < end {
                            _ = try await connection.execute(statement, ["story-\(part)-\(writer)-\(count)", body])
                            count += 1
                        }
                        return count
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        return Part(
            table: table, articles: articles, seconds: Double(MonotonicTime.now - start) / 1e9,
            cpu: (try run.stage.meter?.cpu() ?? 0) - cpu)
    }

    private static func statement(_ table: Table) throws -> Statement {
        try Statement(
            name: "bench/article",
            sql: """
                -- bench/article: a published article.
                -- $1 slug text | $2 body text
                -- -> nothing
                INSERT INTO \(table.rawValue) (id, slug, headline, standfirst, body, tags, section_id, author_id, status, revision,
                    published_at, created_at, updated_at)
                SELECT gen_random_uuid(), $1, 'Headline of ' || $1, 'What it is about.', $2, '{bench}', s.id, a.id, 'published', 1,
                    now(), now(), now()
                FROM newsroom.section s, newsroom.author a
                WHERE s.slug = 'world' AND a.slug = 'bench'
                """)
    }
}
