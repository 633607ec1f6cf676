import FoundationEssentials

/// A `timestamptz` as DateStyle ISO prints it: `2026-05-01 10:00:00.123456+00`, with ` BC` for years before 1.
struct TimestampText {
    private static let microsecondsPerSecond: Int64 = 1_000_000
    private static let secondsPerDay: Int64 = 86_400
    private static let millenniumDays: Int64 = 11_323  // 2001-01-01, Date's zero, counted from 1970-01-01
    /// Beyond what PostgreSQL stores (294276 AD), and within what Int64 counts.
    private static let maxSeconds = 9_000_000_000_000.0

    let text: String
    let date: Date

    init(_ date: Date) {
        self.date = date
        let seconds = date.timeIntervalSinceReferenceDate
        guard abs(seconds) < Self.maxSeconds else {
            text = seconds.isNaN ? "NaN" : seconds < 0 ? "-infinity" : "infinity"
            return
        }
        let microseconds = Int64((seconds * Double(Self.microsecondsPerSecond)).rounded())
        let (day, inDay) = microseconds.dividedByFloor(Self.microsecondsPerSecond * Self.secondsPerDay)
        let (year, month, dayOfMonth) = CivilDay.date(ofDay: day + Self.millenniumDays)
        let second = inDay / Self.microsecondsPerSecond
        let fraction = inDay % Self.microsecondsPerSecond
        text =
            "\((year > 0 ? year : 1 - year).digits(4))-\(month.digits(2))-\(dayOfMonth.digits(2)) "
            + "\((second / 3600).digits(2)):\((second / 60 % 60).digits(2)):\((second % 60).digits(2)).\(fraction.digits(6))+00"
            + (year > 0 ? "" : " BC")
    }

    init(_ text: String) throws {
        self.text = text
        if text == "infinity" || text == "-infinity" {
            throw DecodingProblem(reason: "“\(text)” has no Date; let the statement return NULL or a bound instead")
        }
        var scanner = DigitScanner(text)
        guard let year = scanner.number(), scanner.skip("-"), let month = scanner.number(), scanner.skip("-"),
            let day = scanner.number(), scanner.skip(" "),
            let hour = scanner.number(), scanner.skip(":"), let minute = scanner.number(), scanner.skip(":"),
            let second = scanner.number(), (1...12).contains(month), (1...31).contains(day)
        else { throw DecodingProblem.unreadable(text, as: "timestamptz") }
        let fraction = scanner.skip(".") ? scanner.fraction(digits: 6) : 0
        guard let offset = scanner.offset() else {
            throw DecodingProblem.unreadable(text, as: "timestamptz with its offset from UTC")
        }
        let isBeforeChrist = scanner.skip(" ") && scanner.skip("B") && scanner.skip("C")
        guard scanner.isAtEnd else { throw DecodingProblem.unreadable(text, as: "timestamptz") }
        let days = CivilDay.day(ofYear: isBeforeChrist ? 1 - year : year, month: month, day: day) - Self.millenniumDays
        let seconds = days * Self.secondsPerDay + hour * 3600 + minute * 60 + second - offset
        date = Date(timeIntervalSinceReferenceDate: Double(seconds) + Double(fraction) / Double(Self.microsecondsPerSecond))
    }
}

/// Days of the proleptic Gregorian calendar, counted from 1970-01-01; years before 1 count 0, -1, ….
///
/// A year starts in March here, so that the leap day is its last, and 400 years have always 146,097 days.
private enum CivilDay {
    static func day(ofYear year: Int64, month: Int64, day: Int64) -> Int64 {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).dividedByFloor(400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (day + 719_468).dividedByFloor(146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

extension Int64 {
    /// Quotient and remainder with a remainder that is never negative.
    fileprivate func dividedByFloor(_ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    fileprivate func digits(_ count: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, count - digits.count)) + digits
    }
}
