import EventStreams
import Hummingbird
public import LiveFeed
import Newsroom
import NewsroomStore

/// The moderation console's door: `GET /v1/moderation/console`, a WebSocket of `courant.moderation.v1`.
public struct ConsoleController: Sendable {
    private let services: WebServices
    private let feed: LiveFeed
    private let upgrade: WebSocketUpgrade
    private let counts: QueueCountReader

    /// Serves consoles that follow a feed.
    public init(services: WebServices, feed: LiveFeed) {
        self.services = services
        self.feed = feed
        self.upgrade = WebSocketUpgrade(subprotocol: "courant.moderation.v1", settings: services.settings)
        let store = services.store
        self.counts = QueueCountReader { try await store.queueCounts() }
    }

    /// Adds the route.
    public func addRoutes(to router: WebRouter) {
        router.get("/v1/moderation/console", use: open)
    }

    @Sendable
    private func open(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.requirePrincipal("moderators and admins", \.moderates)
        let headers = request.headers
        let desk = ConsoleDesk(services: services, principal: principal, counts: counts) { [services] in
            try await Authenticate(services: services).principal(of: headers)
        }
        let session = (feed: feed, logger: context.logger)
        return try await upgrade.respond(to: request, context, isOriginRequired: principal.account != nil) { socket in
            await ConsoleSession(socket: socket, feed: session.feed, desk: desk, logger: session.logger).run()
        }
    }
}
