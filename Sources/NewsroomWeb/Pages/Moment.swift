import Foundation
import Newsroom

/// A time as pages print it: once for machines, and twice for people.
struct Moment: Sendable, Hashable {
    /// `2026-05-01T10:00:00.123Z`
    let machine: String
    /// «10:00 UTC» today, «1 May» this year, «1 May 2025» before: never wider than «11 min ago» and its like need.
    let short: String
    /// «1 May 2026, 10:00 UTC»
    let full: String
    /// `2026-05-01`
    let day: String
    /// «Friday, 1 May 2026»
    let date: String

    init(_ time: Date, now: Date, in zone: TimeZone) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        // FormatStyle would pick «a.m.», commas and order by its own data: newspapers fix theirs.
        let parts = calendar.dateComponents([.year, .month, .day, .weekday, .hour, .minute], from: time)
        let (year, month, dayOfMonth) = (parts.year ?? 1, parts.month ?? 1, parts.day ?? 1)
        func padded(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        let clock = "\(padded(parts.hour)):\(padded(parts.minute)) \(Moment.name(of: zone, at: time))"
        let monthName = Moment.months[month - 1]

        machine = Timestamp.text(of: time)
        full = "\(dayOfMonth) \(monthName) \(year), \(clock)"
        day = "\(year)-\(padded(month))-\(padded(dayOfMonth))"
        date = "\(Moment.weekdays[(parts.weekday ?? 1) - 1]), \(dayOfMonth) \(monthName) \(year)"
        if calendar.isDate(time, inSameDayAs: now) {
            short = clock
        } else if calendar.component(.year, from: now) == year {
            short = "\(dayOfMonth) \(monthName.prefix(3))"
        } else {
            short = "\(dayOfMonth) \(monthName.prefix(3)) \(year)"
        }
    }

    private static func name(of zone: TimeZone, at time: Date) -> String {
        zone.secondsFromGMT(for: time) == 0 && zone.identifier == TimeZone.gmt.identifier
            ? "UTC" : zone.abbreviation(for: time) ?? zone.identifier
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
