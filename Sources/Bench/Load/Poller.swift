import CLinux
import Glibc

/// epoll, with a number of our own for each socket.
struct Poller: ~Copyable {
    private static let maxEventCount = 1024

    private let descriptor: Int32
    private let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: maxEventCount)

    /// What was found about a socket.
    struct Found {
        let key: UInt64
        let isWritable: Bool
    }

    init() throws {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw BenchError("epoll: \(String(cString: strerror(errno)))") }
    }

    deinit {
        Glibc.close(descriptor)
        events.deallocate()
    }

    func add(_ socket: Int32, key: UInt64, writing: Bool = false) {
        control(EPOLL_CTL_ADD, socket, key, writing ? EPOLLOUT : EPOLLIN)
    }

    func change(_ socket: Int32, key: UInt64, reading: Bool) {
        control(EPOLL_CTL_MOD, socket, key, reading ? EPOLLIN : EPOLL_EVENTS(rawValue: 0))
    }

    func remove(_ socket: Int32) { control(EPOLL_CTL_DEL, socket, 0, EPOLLIN) }

    /// Waits for sockets that can be read or written.
    /// - Parameter milliseconds: At most; -1 for ever.
    /// - Returns: How many were found; see `found`.
    func wait(milliseconds: Int32) -> Int {
        Int(max(0, epoll_wait(descriptor, events.baseAddress, Int32(Poller.maxEventCount), milliseconds)))
    }

    func found(_ index: Int) -> Found {
        let event = events[index]
        return Found(key: event.data.u64, isWritable: event.events & EPOLLOUT.rawValue != 0)
    }

    private func control(_ operation: Int32, _ socket: Int32, _ key: UInt64, _ interest: EPOLL_EVENTS) {
        var event = epoll_event(events: interest.rawValue, data: epoll_data_t(u64: key))
        _ = epoll_ctl(descriptor, operation, socket, &event)
    }
}
