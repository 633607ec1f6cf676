import DequeModule
import LiveFeed
import Synchronization

/// Where plain connections arrive: a thread that accepts them, looks at what each asks for first, opens the streams, and passes
/// the others on. It keeps nobody: who stays silent for a moment is passed on as well.
///
/// `@unchecked Sendable`: everything but `stop` happens on the thread that runs it.
final class Entrance: @unchecked Sendable {
    private let listener: Listener
    private let door: StreamDoor
    private let pass: @Sendable (Socket) -> Void
    private let poll: EventPoll
    private let isStopping = Atomic(false)
    /// By descriptor, and numbered as they came.
    private var silent: [Int32: (arrival: Listener.Arrival, number: Int)] = [:]
    /// When each of the silent, or of those who were, is passed on.
    private var deadlines: Deque<(time: ContinuousClock.Instant, descriptor: Int32, number: Int)> = []
    private var lastNumber = 0
    /// Whether streams were opened that wait to be let in, all at once.
    private var hasWelcomed = false

    /// Connections that are accepted before those that are there get a turn.
    private static let maxArrivals = 64
    /// How long a client may take to its first byte before the HTTP server has it.
    static let patience = Duration.seconds(5)
    /// How long to wait for a descriptor when there is none: the connections stay in the backlog.
    private static let pause = Duration.milliseconds(20)
    /// Stands for the listener. Descriptors, which stand for connections, are not negative, and -1 is taken.
    private static let listenerToken: Int32 = -2

    /// - Parameter pass: Takes the connections that want no stream.
    /// - Throws: `EventPoll.Unavailable`.
    init(_ listener: Listener, door: StreamDoor, pass: @escaping @Sendable (Socket) -> Void) throws {
        self.listener = listener
        self.door = door
        self.pass = pass
        self.poll = try EventPoll()
    }

    /// Lets `run` return.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        poll.wake()
    }

    /// Accepts connections until it is stopped. Those that are silent then are closed.
    func run() {
        _ = poll.add(listener.socket, token: Self.listenerToken)
        while !isStopping.load(ordering: .acquiring) {
            _ = poll.wait(atMost: deadlines.first.map { $0.time - .now }) { event in
                if event.token == Self.listenerToken { acceptSome() } else { hear(event.token) }
            }
            passTime(.now)
            if hasWelcomed { door.settle() }
            hasWelcomed = false
        }
        listener.stop()
        for entry in silent.values { entry.arrival.socket.close() }
    }

    private func acceptSome() {
        do throws(Listener.OutOfDescriptors) {
            for _ in 0..<Self.maxArrivals {
                guard let arrival = try listener.accept() else { return }
                welcome(arrival)
            }
        } catch {
            // Nothing can be closed here to make room: the streams and requests that end will.
            poll.remove(listener.socket)
            _ = poll.wait(atMost: Self.pause) { hear($0.token) }
            _ = poll.add(listener.socket, token: Self.listenerToken)
        }
    }

    private func welcome(_ arrival: Listener.Arrival) {
        switch door.welcome(arrival) {
        case .done: hasWelcomed = true
        case .other: pass(arrival.socket)
        case .silent:
            let descriptor = arrival.socket.descriptor
            guard poll.add(arrival.socket, token: descriptor) else { return pass(arrival.socket) }
            lastNumber += 1
            silent[descriptor] = (arrival, lastNumber)
            deadlines.append((.now + Self.patience, descriptor, lastNumber))
        }
    }

    /// One of the silent has said something, or is not waited for any longer.
    private func hear(_ descriptor: Int32) {
        guard let arrival = forget(descriptor) else { return }
        if case .done = door.welcome(arrival) { hasWelcomed = true } else { pass(arrival.socket) }
    }

    private func passTime(_ now: ContinuousClock.Instant) {
        while let due = deadlines.first, due.time <= now {
            deadlines.removeFirst()
            if silent[due.descriptor]?.number == due.number { hear(due.descriptor) }
        }
    }

    private func forget(_ descriptor: Int32) -> Listener.Arrival? {
        guard let arrival = silent.removeValue(forKey: descriptor)?.arrival else { return nil }
        poll.remove(arrival.socket)
        return arrival
    }
}
