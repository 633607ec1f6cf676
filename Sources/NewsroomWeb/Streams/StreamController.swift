import EventStreams
import HTTPTypes
import Hummingbird
public import LiveFeed
import Logging
import Newsroom
import NewsroomStore
import NIOCore

/// The log's two doors for readers: `/v1/stream` over Server-Sent Events, `/v1/events` in JSON.
public struct StreamController: Sendable {
    private let feed: LiveFeed
    private let services: WebServices

    /// Serves a feed; the services say who asks for private topics.
    public init(feed: LiveFeed, services: WebServices) {
        self.feed = feed
        self.services = services
    }

    /// Adds the routes.
    public func addRoutes(to router: WebRouter) {
        router.get("/v1/stream", use: stream)
        router.get("/v1/events", use: events)
    }

    // MARK: Server-Sent Events

    private func stream(_ request: Request, _ context: WebContext) async throws -> Response {
        try StreamRequest.requireEventStream(request.headers)
        var query = RequestQuery(request.uri)
        let asked = StreamRequest(&query, headers: request.headers)
        try query.finish()
        let isHead = request.method == .head
        return Response(
            status: .ok,
            headers: .eventStream(asked.coding(feed.compression), feed.compression),
            body: ResponseBody { writer in
                if !isHead { try await follow(asked, request, context, &writer) }
                try await writer.finish(nil)
            })
    }

    /// Everything that can go wrong from here on is told in-band: another status would end an `EventSource` for good.
    private func follow(
        _ asked: StreamRequest, _ request: Request, _ context: WebContext, _ writer: inout any ResponseBodyWriter
    ) async throws {
        let coding = asked.coding(feed.compression)
        let address = context.clientAddress
        do {
            let rights = asked.isPublic ? nil : try await rights(to: asked, request, context)
            try await feed.admit(from: address) {
                let opening = try await feed.open(lastEventID: asked.lastEventID, snapshot: asked.snapshot, coding: coding)
                try await writer.write(opening.bytes)
                try await feed.follow(
                    on: context.channel, topics: asked.names, from: address, opening: opening, rights: rights
                ) {
                    try await writer.write($0)
                }
            }
        } catch let refusal as Refusal {
            try await writer.write(refusal.frame(coding))
        }
    }

    /// Asks whether private topics are for whoever asks for them.
    /// - Returns: What the stream stands on.
    /// - Throws: `Refusal`.
    private func rights(to asked: StreamRequest, _ request: Request, _ context: WebContext) async throws -> StreamRights {
        do {
            guard let subject = try await asker(request)?.subject else { throw feed.refusal(.unauthorized) }
            // Watched first, and asked again then: what changes in between is not missed.
            guard let rights = feed.rights(of: subject) else { throw feed.refusal(.overloaded) }
            guard let asker = try await asker(request), asker.mayFollow(all: asked) else {
                throw feed.refusal(.unauthorized)
            }
            return rights
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            context.logger.info("A private stream's reader cannot be asked about", metadata: ["error": "\(error)"])
            throw feed.refusal(.overloaded)
        }
    }

    /// Who asks, by a token or a session's cookie, as it is now.
    private func asker(_ request: Request) async throws -> Principal? {
        try await Authenticate(services: services).principal(of: request.headers)
    }

    // MARK: JSON and long poll

    private func events(_ request: Request, _ context: WebContext) async throws -> Response {
        var query = RequestQuery(request.uri)
        let asked = StreamRequest(&query, headers: request.headers)
        let limit = query.number("limit", in: Limits.pageEvents) ?? Limits.defaultPageEvents
        let wait = query.number("wait", in: 0...Int(Limits.maxPollWait.components.seconds)) ?? 0
        try query.finish()
        try demandRights(of: context.principal, to: asked)
        let page: EventPage
        do {
            page = try await feed.page(of: asked.names, after: asked.lastEventID, limit: limit, wait: .seconds(wait))
        } catch let error as CursorError {
            throw problem(error, asked)
        }
        // Rights may have changed while it waited.
        if wait > 0, !asked.isPublic { try demandRights(of: try await asker(request), to: asked) }
        return Response(
            status: .ok, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: page.json))
    }

    private func demandRights(of principal: Principal?, to asked: StreamRequest) throws(Problem) {
        if asked.isPublic { return }
        guard let principal else { throw Problem.authenticationRequired }
        guard principal.mayFollow(all: asked) else { throw Problem(.forbidden, "A topic is private, and not yours") }
    }

    private func problem(_ error: CursorError, _ asked: StreamRequest) -> Problem {
        switch error {
        case .reset(let reason):
            Problem(
                .cursorGone,
                "Load \(asked.snapshot) again and go on from its cursor; this one cannot be honoured: \(reason.rawValue)",
                members: [("reason", .string(reason.rawValue)), ("snapshot", .string(asked.snapshot))])
        case .unavailable:
            Problem(.unavailable, "The log cannot be read now; the cursor stays good", headers: [.retryAfter: "2"])
        }
    }
}

extension Principal {
    fileprivate func mayFollow(all asked: StreamRequest) -> Bool { asked.topics.allSatisfy(mayFollow) }

    /// What events that end its private streams are about.
    fileprivate var subject: String {
        switch source {
        case .token(let id): "token/\(id)"
        case .account(let id, _): "account/\(id)"
        }
    }
}

extension EventPage {
    /// `{"events":[…],"cursor":"…"}`: the events as they were encoded once for everybody.
    fileprivate var json: ByteBuffer {
        var bytes = ByteBuffer(string: #"{"events":["#)
        for (index, event) in events.enumerated() {
            if index > 0 { bytes.writeString(",") }
            bytes.writeImmutableBuffer(event)
        }
        bytes.writeString(#"],"cursor":"\#(cursor)"}"#)
        return bytes
    }
}

extension HTTPFields {
    /// What every stream says of itself.
    static func eventStream(_ coding: ContentCoding, _ compression: FeedConfiguration.Compression) -> HTTPFields {
        var fields: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store, no-transform", .accelBuffering: "no",
        ]
        switch coding {
        case .gzip: fields[.contentEncoding] = "gzip"
        case .identity: break
        }
        if compression != .off { fields[values: .vary].append("Accept-Encoding") }
        return fields
    }
}

extension HTTPField.Name {
    /// Tells nginx not to hold a stream back.
    fileprivate static let accelBuffering = HTTPField.Name("X-Accel-Buffering") ?? .cacheControl
}
