import Foundation
import LiveFeed
import Logging
import Metrics
import NIOPosix
import Newsroom
import NewsroomStore
import NewsroomWeb
import Postgres
import ServiceLifecycle
import UnixSignals

/// The objects of `courant serve`, and who knows whom.
struct Graph: Sendable {
    /// Everything that is answered, as in `GET /v1/articles`; `HEAD` and `OPTIONS` go without saying. The README's table holds the same.
    let routes: [String]
    private let services: [any Service]
    private let settings: Settings
    private let logger: Logger

    /// What the last stream's close may take beyond the drain: a client that does not read, or does not say goodbye in TLS, has 5 s.
    private static let shutdownMargin = Duration.seconds(8)

    /// Builds everything; connects to nothing yet.
    init(_ settings: Settings, singleSignOn: SingleSignOn? = nil, metrics: PrometheusRegistry, logger: Logger) throws {
        let migrator = try Migrator(directory: "\(settings.sqlDirectory)/schema")
        let statements = try StatementLibrary(directory: settings.sqlDirectory)
        let pool = PostgresPool(configuration: settings.database, size: settings.databasePoolSize, logger: logger)
        let store = try NewsroomStore(pool: pool, statements: statements)
        let group = settings.eventLoopThreadCount.map { MultiThreadedEventLoopGroup(numberOfThreads: $0) } ?? .singleton
        let live = try FeedGraph(settings, pool: pool, statements: statements, loops: group, logger: logger)
        let feed = live.feed
        let web = WebServices(
            store: store, onCommit: feed.committed,
            readiness: { await Readiness.checks(pool: pool, migrator: migrator) + [live.readiness] },
            metrics: metrics,
            settings: settings.web, singleSignOn: singleSignOn)
        let pages = try Pages(
            directory: settings.templatesDirectory(),
            site: Site(publicURL: settings.web.publicURL, checkpoint: settings.streamCheckpoint))
        let router = makeRouter(web) { router in
            StreamController(feed: feed, services: web).addRoutes(to: router)
            ConsoleController(services: web, feed: feed).addRoutes(to: router)
            PageController(pages: pages, store: store).addRoutes(to: router)
            AccountPages(pages: pages, services: web).addRoutes(to: router)
            CommentPages(pages: pages, services: web).addRoutes(to: router)
        }
        routes = router.table.flatMap { route in route.methods.map { "\($0) \(route.path)" } }
        let scheme = settings.tls == nil ? "http" : "https"
        var address = WebServerConfiguration(host: settings.host, port: settings.port, tls: settings.tls)
        address.maxSilence = max(address.maxSilence, settings.streamCheckpoint * 4)
        address.drain = settings.drain
        let server = try WebServer(
            router: router, configuration: address,
            group: group, logger: logger,
            door: settings.streamBroadcaster == .sockets ? StreamDoor(feed: feed, services: web, logger: logger) : nil,
            handlers: { [feed.makeReaderHandler()] }, onStopping: feed.drain
        ) { port in
            Output.line("Courant serves \(scheme)://\(settings.host):\(port)")
        }
        let upkeeps = [
            Upkeep(of: "schedule", every: .seconds(1), logger: logger, onCommit: feed.committed) {
                try await store.publishDue(at: Date())
            },
            Upkeep(of: "consoles", every: .seconds(1), logger: logger, onCommit: feed.committed, store.sweepConsoles),
            Upkeep(of: "expiry", every: .seconds(10), logger: logger, onCommit: feed.committed) {
                try await store.sweepExpired(at: Date())
            },
        ]
        // What stands last is stopped first: the server ends its streams while the feed still pumps.
        services = [pool] + upkeeps + live.services + [server]
        self.settings = settings
        self.logger = logger
    }

    /// Runs everything until SIGTERM or SIGINT, then stops it from the last to the first.
    func run() async throws {
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = settings.drain + Graph.shutdownMargin
        configuration.maximumCancellationDuration = .seconds(5)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// What has to be well before this node takes traffic.
enum Readiness {
    static func checks(pool: PostgresPool, migrator: Migrator) async -> [ReadinessCheck] {
        do {
            let pending = try await pool.withConnection { try await migrator.pending(on: $0).count }
            return [
                ReadinessCheck("database"),
                ReadinessCheck("migrations", trouble: pending == 0 ? nil : "\(pending) are pending: run «courant migrate»"),
            ]
        } catch {
            // The reason names hosts and users: it is in the log, not on a page that everybody may ask for.
            return [ReadinessCheck("database", trouble: "cannot be asked"), ReadinessCheck("migrations", trouble: "not known")]
        }
    }
}
