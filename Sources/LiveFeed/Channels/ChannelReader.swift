import EventStreams
import Newsroom
import NIOCore

/// How a stream came to its end.
enum StreamEnd: Sendable, Equatable {
    /// The client went away.
    case readerGone
    /// The last frame was sent; the response is to be finished.
    case closed(CloseReason)
    /// Its socket went to a broadcaster that needs no channel; the channel is closed.
    case handedOver
    /// What the reader is owed is not in the ring: it was told nothing, and looks at the log again.
    case mustReplay
}

/// One open stream. Belongs to its event loop.
final class ChannelReader {
    let topics: [String]
    let outlet: Outlet
    /// Everything after this position is owed to it, of the history with this number.
    let start: Position
    let generation: Int
    let rights: StreamRights?
    var state: ReaderState
    /// What it has been told so far.
    var body: StreamBody
    /// Where its shard has it.
    var seat: (slot: Int32, place: Subscriptions.Place)?
    var nextCheckpoint: UInt64 = 0
    var isTouched = false
    var isCatchingUp = false
    private var onEnd: ((StreamEnd) -> Void)?

    init(_ stream: OpenStream, outlet: Outlet, onEnd: @escaping (StreamEnd) -> Void) {
        self.topics = stream.topics
        self.outlet = outlet
        self.start = stream.position
        self.generation = stream.generation
        self.rights = stream.rights
        self.body = stream.body
        self.state = ReaderState(after: start, head: start)
        self.onEnd = onEnd
    }

    /// Whether its end has not been told.
    var isOpen: Bool { onEnd != nil }

    /// Writes a frame that readers of its coding share.
    func write(_ frame: StreamFrame) {
        outlet.write(frame)
        body.add(frame.step)
    }

    /// Tells whoever waits for the end, once.
    func end(_ end: StreamEnd) {
        let tell = onEnd
        onEnd = nil
        tell?(end)
    }
}
