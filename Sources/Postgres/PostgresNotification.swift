import CLibpq

/// One NOTIFY, as a listening connection gets it.
public struct PostgresNotification: Sendable, Hashable {
    /// The channel's name.
    public let channel: String
    /// Up to 7,999 bytes; may be empty.
    public let payload: String

    init(_ notification: PGnotify) {
        channel = String(cString: notification.relname)
        payload = String(cString: notification.extra)
    }
}
