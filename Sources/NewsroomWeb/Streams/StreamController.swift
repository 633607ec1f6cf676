import EventStreams
import HTTPTypes
import Hummingbird
public import LiveFeed
import Newsroom
import NIOCore

/// The log's two doors for readers: `/v1/stream` over Server-Sent Events, `/v1/events` in JSON.
public struct StreamController: Sendable {
    private let feed: LiveFeed

    /// Serves a feed.
    public init(feed: LiveFeed) {
        self.feed = feed
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
        let address = context.remoteAddress?.ipAddress ?? "local"
        let isHead = request.method == .head
        return Response(
            status: .ok,
            headers: .eventStream(asked.coding(feed.compression), feed.compression),
            body: ResponseBody { writer in
                if !isHead { try await follow(asked, from: address, on: context.channel, &writer) }
                try await writer.finish(nil)
            })
    }

    /// Everything that can go wrong from here on is told in-band: another status would end an `EventSource` for good.
    private func follow(
        _ asked: StreamRequest, from address: String, on channel: any Channel, _ writer: inout any ResponseBodyWriter
    ) async throws {
        let coding = asked.coding(feed.compression)
        do {
            guard asked.isPublic else { throw feed.refusal(.unauthorized) }
            try await feed.admit(from: address) {
                let opening = try await feed.open(lastEventID: asked.lastEventID, snapshot: asked.snapshot, coding: coding)
                try await writer.write(opening.bytes)
                try await feed.follow(on: channel, topics: asked.names, from: address, opening: opening) {
                    try await writer.write($0)
                }
            }
        } catch let refusal as Refusal {
            try await writer.write(refusal.frame(coding))
        }
    }

    // MARK: JSON and long poll

    private func events(_ request: Request, _ context: WebContext) async throws -> Response {
        var query = RequestQuery(request.uri)
        let asked = StreamRequest(&query, headers: request.headers)
        let limit = query.number("limit", in: Limits.pageEvents) ?? Limits.defaultPageEvents
        let wait = query.number("wait", in: 0...Int(Limits.maxPollWait.components.seconds)) ?? 0
        try query.finish()
        guard asked.isPublic else { throw Problem(.forbidden, "A topic is private; nobody may read those yet") }
        let page: EventPage
        do {
            page = try await feed.page(of: asked.names, after: asked.lastEventID, limit: limit, wait: .seconds(wait))
        } catch let error as CursorError {
            throw problem(error, asked)
        }
        return Response(
            status: .ok, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: page.json))
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
