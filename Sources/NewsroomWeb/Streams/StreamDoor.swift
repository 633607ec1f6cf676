import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
public import LiveFeed
public import Logging
import NIOCore
import Synchronization

/// The quick way to a stream: a plain request on a new connection, for public topics, that the ring can answer, costs no channel
/// and no task. It does in one step what the middleware, `StreamController` and the handing over do in many; what it does not
/// know, it leaves to them.
public final class StreamDoor: Sendable {
    private let feed: LiveFeed
    private let metrics: RequestMetrics
    private let crossOrigin: CrossOrigin
    private let logger: Logger
    private let date = DateLine()

    /// Bytes of a request that are looked at; a longer one takes the long way.
    static let maxHeadBytes = 8 * 1024

    /// Opens streams of a feed, for the services behind `makeRouter`.
    public init(feed: LiveFeed, services: WebServices, logger: Logger) {
        self.feed = feed
        self.metrics = RequestMetrics(factory: services.metrics)
        self.crossOrigin = CrossOrigin(origins: services.settings.corsOrigins)
        self.logger = logger
    }

    /// Opens a stream on a new connection, if that is what it asks for.
    /// - Returns: Whether the connection has been dealt with; otherwise nothing was taken from it.
    func welcome(_ arrival: Listener.Arrival) -> Bool {
        let start = ContinuousClock.now
        return withUnsafeTemporaryAllocation(byteCount: Self.maxHeadBytes, alignment: 1) { room in
            let count = arrival.socket.receive(into: room, isPeek: true)
            guard count > 0, count < room.count, let head = StreamHead(UnsafeRawBufferPointer(rebasing: room[..<count])),
                let asked = Self.request(head)
            else { return false }
            let requestID = ObserveRequests.plainID(head.fields[.xRequestID]) ?? "\(RequestID())"
            let isDone = feed.welcome(
                arrival.socket, head: responseHead(asked, requestID, origin: head.fields[.origin]), topics: asked.names,
                coding: asked.coding(feed.compression), lastEventID: asked.lastEventID, snapshot: asked.snapshot, from: arrival.address
            ) { _ = arrival.socket.receive(into: UnsafeMutableRawBufferPointer(rebasing: room[..<count]), isPeek: false) }
            if isDone {
                metrics.record(route: "/v1/stream", method: .get, status: .ok, elapsed: .now - start)
                logger.debug("Stream opened", metadata: ["request.id": "\(requestID)"])
            }
            return isDone
        }
    }

    /// - Returns: `nil` when the request is wrong, or needs to know who asks.
    private static func request(_ head: StreamHead) -> StreamRequest? {
        var query = RequestQuery(URI(head.target))
        let asked = StreamRequest(&query, headers: head.fields)
        guard (try? query.finish()) != nil, (try? StreamRequest.requireEventStream(head.fields)) != nil, asked.isPublic else {
            return nil
        }
        return asked
    }

    private func responseHead(_ asked: StreamRequest, _ requestID: String, origin: String?) -> ByteBuffer {
        var fields = HTTPFields.eventStream(asked, feed.compression)
        crossOrigin.mark(&fields, for: origin)
        fields.addCommon(requestID: requestID)
        var head = ByteBuffer()
        head.reserveCapacity(1024)
        head.writeString("HTTP/1.1 200 OK\r\n")
        for field in fields { head.writeString("\(field.name.rawName): \(field.value)\r\n") }
        head.writeString("Date: \(date.text)\r\nTransfer-Encoding: chunked\r\n\r\n")
        return head
    }
}

/// The time of day as HTTP writes it, made once a second. Source: RFC 9110 section 5.6.7.
final class DateLine: Sendable {
    private let last = Mutex<(second: Int, text: String)>((0, ""))

    /// Now.
    var text: String {
        var now = time(nil)
        return last.withLock { last in
            if last.second == now { return last.text }
            var parts = tm()
            gmtime_r(&now, &parts)
            let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            func two(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
            last = (
                now,
                "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
                    + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
            )
            return last.text
        }
    }
}
