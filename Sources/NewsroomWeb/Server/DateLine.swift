import Glibc
import Synchronization

/// The time of day as HTTP writes it, made once a second. Source: RFC 9110 section 5.6.7.
final class DateLine: Sendable {
    private let last = Mutex<(second: Int, text: String)>((0, ""))

    /// Now.
    var text: String {
        var now = time(nil)
        return last.withLock { last in
            if last.second == now { return last.text }
            var parts = tm()
            gmtime_r(&now, &parts)
            let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            func two(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
            last = (
                now,
                "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
                    + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
            )
            return last.text
        }
    }
}
