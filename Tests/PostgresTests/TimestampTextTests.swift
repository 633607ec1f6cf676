import Foundation
import Testing

@testable import Postgres

struct TimestampTextTests {
    @Test(arguments: [
        ("1970-01-01 00:00:00+00", 0), ("1969-12-31 23:59:59.5+00", -0.5),
        ("2026-05-01 10:00:00.123456+00", 1_777_629_600.123456),
        ("2026-05-01 12:30:00+02:30", 1_777_629_600), ("2026-05-01 06:30:00-03:30", 1_777_629_600),
        ("2024-02-29 00:00:00+00", 1_709_164_800), ("0001-01-01 00:00:00+00", -62_135_596_800),
        ("0001-12-31 00:00:00+00 BC", -62_135_683_200),
    ])
    func isoTextIsRead(text: String, secondsSince1970: Double) throws {
        #expect(abs(try TimestampText(text).date.timeIntervalSince1970 - secondsSince1970) < 0.000_000_5)
    }

    @Test(arguments: [
        (0, "1970-01-01 00:00:00.000000+00"), (-0.5, "1969-12-31 23:59:59.500000+00"),
        (1_777_629_600.123456, "2026-05-01 10:00:00.123456+00"), (-62_135_683_200, "0001-12-31 00:00:00.000000+00 BC"),
    ])
    func datesAreWritten(secondsSince1970: Double, text: String) {
        #expect(TimestampText(Date(timeIntervalSince1970: secondsSince1970)).text == text)
    }

    @Test(arguments: [
        "infinity", "-infinity", "", "2026-05-01", "2026-05-01 10:00:00", "2026-13-01 10:00:00+00", "2026-05-01 10:00:00+00x",
    ])
    func otherTextIsRefused(text: String) {
        #expect(throws: DecodingProblem.self) { try TimestampText(text) }
    }

    @Test func everyDayOfFourCenturiesComesBack() throws {
        let days = stride(from: -73_050.0, through: 73_050, by: 1).map { Date(timeIntervalSince1970: $0 * 86_400) }
        #expect(try days.filter { try TimestampText(TimestampText($0).text).date != $0 } == [])
    }
}
