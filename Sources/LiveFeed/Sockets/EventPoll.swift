import CLinux
import Glibc

/// One epoll instance, and a way to wake who waits on it. Source: epoll(7), eventfd(2).
///
/// `wake` may be called from any thread; everything else belongs to the thread that waits.
package final class EventPoll: Sendable {
    /// What one socket has to say.
    package struct Event {
        /// What it was registered with.
        package let token: Int32
        /// There are bytes to read, the peer has closed, or the connection is broken: reading tells which.
        package let isReadable: Bool
        package let isWritable: Bool
    }

    /// The kernel could not make what a broadcaster waits on.
    package struct Unavailable: Error {
        let errno: CInt
    }

    private let poll: CInt
    private let waker: CInt
    /// The token that stands for `wake`.
    private static let wakeToken: Int32 = -1
    /// Events taken from the kernel at once.
    private static let maxEvents = 512

    package init() throws {
        poll = epoll_create1(CInt(EPOLL_CLOEXEC))
        waker = eventfd(0, CInt(EFD_NONBLOCK | EFD_CLOEXEC))
        var interest = epoll_event(events: EPOLLIN.rawValue, data: epoll_data(u64: Self.data(Self.wakeToken)))
        guard poll >= 0, waker >= 0, epoll_ctl(poll, EPOLL_CTL_ADD, waker, &interest) == 0 else {
            // What was opened is closed by `deinit`.
            throw Unavailable(errno: errno)
        }
    }

    deinit {
        _ = close(poll)
        _ = close(waker)
    }

    /// Lets `wait` return at once, now or the next time.
    package func wake() {
        var one: UInt64 = 1
        // Full only when nobody has waited since: then it will return all the same.
        _ = write(waker, &one, 8)
    }

    /// Waits for a socket's input.
    /// - Returns: Whether the kernel could take it.
    package func add(_ socket: Socket, token: Int32) -> Bool { control(EPOLL_CTL_ADD, socket, token, Self.input) }

    /// Forgets a socket that stays open.
    package func remove(_ socket: Socket) { _ = control(EPOLL_CTL_DEL, socket, 0, 0) }

    /// Waits for a socket's input, and for room in it as well if that is wanted.
    func change(_ socket: Socket, token: Int32, waitsForRoom: Bool) {
        // Cannot fail for a socket that was added and is open.
        _ = control(EPOLL_CTL_MOD, socket, token, waitsForRoom ? Self.input | EPOLLOUT.rawValue : Self.input)
    }

    /// Waits for events.
    /// - Parameters:
    ///   - limit: How long at most; for ever when `nil`.
    ///   - body: Called for each socket that has something to say.
    /// - Returns: Whether somebody called `wake`.
    package func wait(atMost limit: Duration?, _ body: (Event) -> Void) -> Bool {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.maxEvents) { buffer in
            let found = epoll_wait(poll, buffer.baseAddress, CInt(buffer.count), Self.milliseconds(limit))
            var isWoken = false
            for event in buffer.prefix(Int(max(0, found))) {
                let token = Int32(truncatingIfNeeded: event.data.u64)
                if token == Self.wakeToken {
                    var count: UInt64 = 0
                    _ = read(waker, &count, 8)
                    isWoken = true
                } else {
                    let others = event.events & ~EPOLLOUT.rawValue
                    body(Event(token: token, isReadable: others != 0, isWritable: event.events & EPOLLOUT.rawValue != 0))
                }
            }
            return isWoken
        }
    }

    private static let input = EPOLLIN.rawValue | EPOLLRDHUP.rawValue

    private static func data(_ token: Int32) -> UInt64 { UInt64(UInt32(bitPattern: token)) }

    /// Rounded up, so that who waits for a moment does not wake before it.
    private static func milliseconds(_ limit: Duration?) -> CInt {
        guard let limit else { return -1 }
        let parts = max(.zero, limit).components
        return CInt(clamping: parts.seconds * 1000 + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    private func control(_ operation: CInt, _ socket: Socket, _ token: Int32, _ events: UInt32) -> Bool {
        var interest = epoll_event(events: events, data: epoll_data(u64: Self.data(token)))
        return epoll_ctl(poll, operation, socket.descriptor, &interest) == 0
    }
}
