import Foundation
import Logging

/// How many descriptors this process may have open: each stream is one.
enum DescriptorLimit {
    /// What the process needs besides streams: the database, requests, files.
    static let reserve = 1_024

    /// Raises the soft limit to the hard one, and says how many streams fit.
    /// - Returns: `wanted`, or less when the hard limit does not allow for so many.
    static func raise(for wanted: Int, logger: Logger) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return wanted }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let room = Int(clamping: limit.rlim_max) - reserve
        guard room < wanted else { return wanted }
        logger.notice(
            "The limit of open files is lower than max_streams; fewer streams are taken",
            metadata: ["files": "\(limit.rlim_max)", "max_streams": "\(wanted)", "taken": "\(max(1, room))"])
        return max(1, room)
    }
}
