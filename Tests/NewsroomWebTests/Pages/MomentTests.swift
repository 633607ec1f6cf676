import Foundation
import Testing

@testable import NewsroomWeb

struct MomentTests {
    static let now = PageFixture.now

    @Test(arguments: [(0.0, "10:00 UTC"), (-86_400.0, "30 Apr"), (-17_280_000.0, "13 Oct 2025")])
    func `A time is printed as short as its age allows`(offset: Double, expected: String) {
        #expect(Moment(Self.now + offset, now: Self.now, in: .gmt).short == expected)
    }

    @Test func `The full time names its zone`() throws {
        #expect(Moment(Self.now, now: Self.now, in: .gmt).full == "1 May 2026, 10:00 UTC")
        #expect(Moment(Self.now, now: Self.now, in: .gmt).date == "Friday, 1 May 2026")
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        #expect(Moment(Self.now, now: Self.now, in: berlin).full.hasPrefix("1 May 2026, 12:00 "))
    }
}
