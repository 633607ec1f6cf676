/// When a connection has to have said something. Decides; never waits.
///
/// A request's head must be there in time, and its body. While it is answered there is no deadline, because answers may be streams.
struct RequestDeadlineState: Equatable {
    /// How long each part may take.
    struct Delays: Sendable, Equatable {
        /// From the connection to the first head.
        var firstHead = Duration.seconds(10)
        /// From an answer to the next head.
        var nextHead = Duration.seconds(60)
        /// From a head to the end of its body.
        var body = Duration.seconds(30)
    }

    /// What to do with the deadline.
    enum Change: Equatable {
        case set(Duration), clear, keep
    }

    /// What to do when it has passed.
    enum Expiry: Equatable {
        case answerTimeout, close, ignore
    }

    private let delays: Delays
    private var unansweredCount = 0
    private var isBodyPending = false
    private var isAnswering = false

    init(delays: Delays = Delays()) {
        self.delays = delays
    }

    func opened() -> Change { .set(delays.firstHead) }

    mutating func headArrived() -> Change {
        unansweredCount += 1
        isBodyPending = true
        return .set(delays.body)
    }

    mutating func bodyEnded() -> Change {
        isBodyPending = false
        return unansweredCount == 0 ? .set(delays.nextHead) : .clear
    }

    mutating func answerStarted() -> Change {
        isAnswering = true
        return .keep
    }

    /// An answer may end before its request's body: then the body's deadline stays, lest it drips on for ever.
    mutating func answerEnded() -> Change {
        isAnswering = false
        // To what was no request, and is the last that was read: the client is only given time to take it.
        if unansweredCount == 0 { return .set(delays.firstHead) }
        unansweredCount -= 1
        return unansweredCount == 0 && !isBodyPending ? .set(delays.nextHead) : .keep
    }

    func expired() -> Expiry {
        if isBodyPending { return unansweredCount == 1 && !isAnswering ? .answerTimeout : .close }
        return unansweredCount == 0 ? .close : .ignore
    }
}
