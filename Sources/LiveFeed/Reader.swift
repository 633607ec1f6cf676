import Newsroom
import NIOCore

/// How a stream came to its end.
enum StreamEnd: Sendable, Equatable {
    /// The client went away.
    case readerGone
    /// The last frame was sent; the response is to be finished.
    case closed(CloseReason)
    /// What the reader is owed has left the ring: replay the log after this position, and join again.
    case mustReplay(after: Position)
}

/// One open stream. Belongs to its event loop.
final class Reader {
    let topics: [String]
    let outlet: Outlet
    var state: ReaderState
    /// Its place among the readers of each of its topics, and among all.
    var places: [Int]
    var index = 0
    /// The last event that it was offered, so that an event of several topics reaches it once.
    var lastOffered = Position.zero
    var nextCheckpoint: UInt64 = 0
    var isTouched = false
    var isCatchingUp = false
    private var onEnd: ((StreamEnd) -> Void)?

    init(topics: [String], outlet: Outlet, state: ReaderState, onEnd: @escaping (StreamEnd) -> Void) {
        self.topics = topics
        self.outlet = outlet
        self.state = state
        self.places = Array(repeating: 0, count: topics.count)
        self.onEnd = onEnd
    }

    /// Tells whoever waits for the end, once.
    func end(_ end: StreamEnd) {
        onEnd?(end)
        onEnd = nil
    }
}
