import Foundation
import FoundationNetworking
import Logging
import NIOPosix
import Newsroom
import NewsroomStore
import Postgres
import Synchronization
import TestSupport

@testable import NewsroomWeb

/// A newsroom on a database of its own, served on a port of the kernel's.
struct TestWeb: Sendable {
    let port: Int
    let store: NewsroomStore
    let commits: Counter

    /// Counts calls.
    final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func add() { value.withLock { $0 += 1 } }
    }

    /// Lends a newsroom with a section «world».
    static func lend(
        settings: WebSettings = WebSettings(), delays: RequestDeadlineState.Delays = .init(), singleSignOn: SingleSignOn? = nil,
        rates: RateKeeper = RateKeeper(), _ body: @Sendable (TestWeb) async throws -> Void
    ) async throws {
        try await withTestDatabase { database in
            try await serve(
                database.configuration, settings: settings, delays: delays, singleSignOn: singleSignOn, rates: rates, body)
        }
    }

    /// Lends a server whose database is away.
    static func lendWithoutDatabase(
        settings: WebSettings = WebSettings(), delays: RequestDeadlineState.Delays = .init(),
        adding more: (WebRouter) -> Void = { _ in }, _ body: @Sendable (TestWeb) async throws -> Void
    ) async throws {
        let nowhere = PostgresConfiguration(connectionString: "postgresql:///none?host=/nonexistent")
        try await serve(nowhere, settings: settings, delays: delays, hasSection: false, adding: more, body)
    }

    private static func serve(
        _ database: PostgresConfiguration, settings: WebSettings = WebSettings(), delays: RequestDeadlineState.Delays = .init(),
        singleSignOn: SingleSignOn? = nil, rates: RateKeeper = RateKeeper(), hasSection: Bool = true,
        adding more: (WebRouter) -> Void = { _ in },
        _ body: @Sendable (TestWeb) async throws -> Void
    ) async throws {
        let pool = PostgresPool(configuration: database, size: 4, logger: .quiet)
        defer { pool.close() }
        let store = try NewsroomStore(pool: pool, statements: StatementLibrary(directory: "\(TestCluster.checkout)/sql"))
        if hasSection {
            let section = Section(id: Identifier(at: .now), slug: Slug(phrase: "World"), title: "World", updatedAt: .now)
            try await store.write { try await $0.insert(section) }
        }
        let commits = Counter()
        let services = WebServices(
            store: store, onCommit: { commits.add() },
            readiness: { [ReadinessCheck("database", trouble: hasSection ? nil : "away")] },
            metrics: PrometheusRegistry(), settings: settings, rates: rates, singleSignOn: singleSignOn)
        var configuration = WebServerConfiguration(host: "127.0.0.1", port: 0)
        configuration.delays = delays
        let (ports, port) = AsyncStream<Int>.makeStream()
        let server = try WebServer(
            router: makeRouter(services, adding: more), configuration: configuration,
            group: .singletonMultiThreadedEventLoopGroup,
            logger: .quiet,
            onRunning: { number in port.yield(number) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            guard let number = await ports.first(where: { _ in true }) else { throw TestProblem("the server did not start") }
            try await body(TestWeb(port: number, store: store, commits: commits))
            group.cancelAll()
        }
    }

    /// A token's secret.
    func token(_ role: Role, _ name: String) async throws -> String {
        try await store.createToken(name: name, role: role, author: nil, expiresAt: nil, at: .now).secret
    }

    /// Asks, and reads the answer as JSON.
    func ask(
        _ method: String, _ path: String, token: String? = nil, headers: [String: String] = [:], json: String? = nil
    ) async throws -> TestAnswer {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw TestProblem("\(path) is no path") }
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData)
        request.httpMethod = method
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        if let json {
            request.httpBody = Data(json.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession(configuration: .ephemeral).data(for: request)
        guard let response = response as? HTTPURLResponse else { throw TestProblem("no HTTP answer") }
        return TestAnswer(response: response, data: data)
    }
}

/// What a server answered.
struct TestAnswer: Sendable {
    let status: Int
    let body: JSON
    let text: String
    private let headers: [String: String]

    fileprivate init(response: HTTPURLResponse, data: Data) {
        status = response.statusCode
        text = String(decoding: data, as: UTF8.self)
        body = (try? JSONParser.parse(Array(data))) ?? .null  // Not every answer is JSON; tests see null then.
        headers = Dictionary(
            response.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }, uniquingKeysWith: { "\($0), \($1)" })
    }

    func header(_ name: String) -> String? { headers[name.lowercased()] }

    /// A member's text; of the members inside each other when there are several names.
    func text(_ names: String...) -> String? {
        var value = body
        for name in names {
            guard case .object(let members) = value, let member = members.first(where: { $0.name == name }) else { return nil }
            value = member.value
        }
        switch value {
        case .string(let text), .numeral(let text): return text
        case .null: return nil
        case .bool, .array, .object, .written: return value.text
        }
    }

    /// How many items a list has.
    var itemCount: Int {
        guard case .object(let members) = body, case .array(let items)? = members.first(where: { $0.name == "items" })?.value
        else { return -1 }
        return items.count
    }
}

extension Logger {
    static let quiet = Logger(label: "courant.tests.quiet") { _ in SwiftLogNoOpLogHandler() }
}
