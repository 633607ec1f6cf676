import CLibpq
import Glibc
import Logging

/// One `PGconn`. Owned by one actor and touched on its thread only; every wait has a deadline.
final class Link {
    /// What ended a wait.
    enum Wakeup { case socket, deadline, woken }

    /// Notifications kept between two collections; the oldest go first, for each only says «look again».
    static let maxNotificationCount = 1024

    let pointer: OpaquePointer
    let wakePipe: WakePipe
    let logger: Logger
    /// Set once the session cannot be used any more, with the reason.
    var failure: PostgresError?
    private(set) var notifications: [PostgresNotification] = []

    init(_ pointer: OpaquePointer, wakePipe: WakePipe, logger: Logger) {
        self.pointer = pointer
        self.wakePipe = wakePipe
        self.logger = logger
        // The default receiver prints notices to standard error.
        PQsetNoticeReceiver(
            pointer,
            { argument, result in
                guard let argument, let result else { return }
                Unmanaged<Link>.fromOpaque(argument).takeUnretainedValue().log(notice: result)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        PQfinish(pointer)
    }

    /// Sleeps until the socket is ready, somebody wakes the thread, or the deadline passes.
    func wait(forReading: Bool = true, forWriting: Bool = false, until deadline: ContinuousClock.Instant) -> Wakeup {
        while true {
            let left = deadline - .now
            guard left > .zero else { return .deadline }
            let events = (forReading ? POLLIN : 0) | (forWriting ? POLLOUT : 0)
            var watched = [
                pollfd(fd: PQsocket(pointer), events: Int16(events), revents: 0),
                pollfd(fd: wakePipe.readEnd, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&watched, 2, Int32(clamping: left.milliseconds))
            if count > 0, watched[1].revents != 0 {
                wakePipe.drain()
                return .woken
            }
            if count > 0 { return .socket }
            if count < 0, errno != EINTR { return .socket }  // libpq meets the same trouble, and has words for it
        }
    }

    /// Moves what libpq has read into `notifications`. To be called after every read: the socket stays silent about them.
    func collectNotifications() {
        while let notification = PQnotifies(pointer) {
            defer { PQfreemem(notification) }
            if notifications.count == Self.maxNotificationCount { notifications.removeFirst() }
            notifications.append(PostgresNotification(notification.pointee))
        }
    }

    func takeNotifications() -> [PostgresNotification] {
        defer { notifications.removeAll(keepingCapacity: true) }
        return notifications
    }

    /// libpq's last words.
    var errorMessage: String {
        String(cString: PQerrorMessage(pointer)).trimmingNewlines
    }

    private func log(notice: OpaquePointer) {
        let notice = PostgresError(result: notice, statement: nil)
        logger.debug("postgres.notice", metadata: ["postgres.message": "\(notice.message)"])
    }
}
