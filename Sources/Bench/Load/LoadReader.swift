/// One reader: a few hundred bytes, and no allocation while all goes well.
struct LoadReader {
    enum Phase: Equatable {
        /// Nothing is under way.
        case away
        /// It waits for its turn to connect.
        case queued
        case connecting
        /// The request is on its way.
        case asking
        case open
        /// It comes back later.
        case pausing
    }

    var socket: Int32 = -1
    /// Of the connection: what epoll or a timer says about an earlier one is void.
    var generation: UInt32 = 0
    var phase = Phase.away
    /// Never reads once it is open.
    let isSlow: Bool
    let topic: Int
    var response = HTTPResponseParser()
    var stream = EventStreamParser()
    var exactness: Exactness
    /// Of the newest event's id.
    var position = 0
    /// Bytes of a message that is read as a whole, when the form is not an event stream.
    var message: [UInt8] = []
    /// How long the server said that it should stay away, in milliseconds.
    var retry: Int?

    init(topic: Int, isSlow: Bool, exactness: Exactness) {
        self.topic = topic
        self.isSlow = isSlow
        self.exactness = exactness
    }
}
