import EventStreams
import HTTPTypes
import Hummingbird
import HummingbirdCore
public import LiveFeed
public import Logging
import NIOCore

/// The quick way to a stream: a plain request on a new connection, for public topics, that the ring can answer, costs no channel
/// and no task. It does in one step what the middleware, `StreamController` and the handing over do in many; what it does not
/// know, it leaves to them.
public final class StreamDoor: Sendable {
    private let feed: LiveFeed
    private let metrics: RequestMetrics.Kind
    private let crossOrigin: CrossOrigin
    private let proxies: TrustedProxies
    /// The start of the response to a page of our own, in each coding.
    private let ownHeads: [ContentCoding: ByteBuffer]
    private let logger: Logger
    private let date = DateLine()

    /// Bytes of a request that are looked at; a longer one takes the long way.
    static let maxHeadBytes = 8 * 1024

    /// Opens streams of a feed, for the services behind `makeRouter`.
    public init(feed: LiveFeed, services: WebServices, logger: Logger) {
        self.feed = feed
        self.metrics = RequestMetrics(factory: services.metrics).kind(route: "/v1/stream", method: .get, status: .ok)
        let crossOrigin = CrossOrigin(origins: services.settings.corsOrigins)
        self.crossOrigin = crossOrigin
        self.ownHeads = Dictionary(
            uniqueKeysWithValues: ContentCoding.allCases.map {
                ($0, Self.start($0, feed.compression, crossOrigin, origin: nil))
            })
        self.proxies = services.settings.trustedProxies
        self.logger = logger
    }

    /// What became of a connection.
    enum Welcome {
        /// It is a stream, or was refused one, or its client has left.
        case done
        /// Its client has not said anything yet.
        case silent
        /// It asks for something else; nothing was taken from it.
        case other
    }

    /// Opens a stream on a new connection, if that is what it asks for.
    func welcome(_ arrival: Listener.Arrival) -> Welcome {
        let start = ContinuousClock.now
        return withUnsafeTemporaryAllocation(byteCount: Self.maxHeadBytes, alignment: 1) { room in
            let count: Int
            switch arrival.socket.receive(into: room, isPeek: true) {
            case .bytes(let found): count = found
            case .nothing: return .silent
            case .ended: return .other
            }
            let request = UnsafeMutableRawBufferPointer(rebasing: room[..<count])
            guard count < room.count, let head = StreamHead(UnsafeRawBufferPointer(request)), let asked = Self.request(head)
            else { return .other }
            let requestID = ObserveRequests.plainID(head.fields[.xRequestID]) ?? "\(RequestID())"
            let coding = asked.coding(feed.compression)
            let isDone = feed.welcome(
                arrival.socket, head: responseHead(coding, requestID, origin: head.fields[.origin]), topics: asked.names,
                coding: coding, lastEventID: asked.lastEventID, snapshot: asked.snapshot,
                from: proxies.client(of: arrival.address, forwarded: head.fields[values: .xForwardedFor])
            ) { _ = arrival.socket.receive(into: request, isPeek: false) }
            guard isDone else { return .other }
            metrics.record(.now - start)
            logger.debug("Stream opened", metadata: ["request.id": "\(requestID)"])
            return .done
        }
    }

    /// Lets those in who were welcomed since the last time.
    func settle() { feed.settle() }

    /// - Returns: `nil` when the request is wrong, or needs to know who asks.
    private static func request(_ head: StreamHead) -> StreamRequest? {
        var query = RequestQuery(URI(head.target))
        let asked = StreamRequest(&query, headers: head.fields)
        guard (try? query.finish()) != nil, (try? StreamRequest.requireEventStream(head.fields)) != nil, asked.isPublic else {
            return nil
        }
        return asked
    }

    private func responseHead(_ coding: ContentCoding, _ requestID: String, origin: String?) -> ByteBuffer {
        let ownHead = origin == nil ? ownHeads[coding] : nil
        var head = ownHead ?? Self.start(coding, feed.compression, crossOrigin, origin: origin)
        head.writeString(HTTPField.Name.xRequestID.rawName)
        head.writeString(": ")
        head.writeString(requestID)
        head.writeString("\r\nDate: ")
        head.writeString(date.text)
        head.writeString("\r\nTransfer-Encoding: chunked\r\n\r\n")
        return head
    }

    private static func start(
        _ coding: ContentCoding, _ compression: FeedConfiguration.Compression, _ crossOrigin: CrossOrigin, origin: String?
    ) -> ByteBuffer {
        var fields = HTTPFields.eventStream(coding, compression)
        crossOrigin.mark(&fields, for: origin)
        fields.addCommon(requestID: nil)
        var head = ByteBuffer(string: "HTTP/1.1 200 OK\r\n")
        for field in fields { head.writeString("\(field.name.rawName): \(field.value)\r\n") }
        return head
    }
}
