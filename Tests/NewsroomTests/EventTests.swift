import Foundation
import Newsroom
import Testing

/// An event as it goes over the wire.
struct EventTests {
    private func event(type: String = "article.published", topics: [String] = ["front"], data: String = #"{"id":"1"}"#) throws
        -> Event
    {
        Event(
            position: Position(1042), token: try #require(EpochToken("a41f09c2")), type: type, subject: "article/1",
            topics: topics,
            time: Date(timeIntervalSince1970: 1_777_629_600.123), revision: 3, data: data, isTakedown: false)
    }

    @Test func `An event is a CloudEvent in one line`() throws {
        let text = try event(topics: ["front", "section:world"]).cloudEvent
        #expect(!text.contains("\n") && !text.contains("\r"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let expected = [
            "specversion": "1.0", "id": "a41f09c2-1042", "source": "/v1", "type": "article.published", "subject": "article/1",
            "time": "2026-05-01T10:00:00.123Z", "datacontenttype": "application/json",
        ]
        for (key, value) in expected { #expect(object[key] as? String == value, "\(key)") }
        #expect(object["topics"] as? [String] == ["front", "section:world"])
        #expect(object["revision"] as? Int == 3)
        #expect((object["data"] as? [String: String]) == ["id": "1"])
        #expect(Set(object.keys) == Set(expected.keys).union(["topics", "revision", "data"]))
    }

    @Test(arguments: ["a\nb", "a\rb", "\"", "\\", "\t", "\u{0}", "\u{1F}", "\u{7F}", "é🐢", "\u{2028}", "</script>"])
    func `A name comes back whatever is in it, and stays on its line`(name: String) throws {
        let text = try event(topics: [name]).cloudEvent
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 })
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["topics"] as? [String] == [name])
    }

    @Test func `A redacted event keeps its place and loses its details`() throws {
        let event = try event()
        let redacted = event.redacted()
        #expect(redacted.cursor == event.cursor && redacted.topics == event.topics && redacted.revision == event.revision)
        #expect(redacted.data == #"{"redacted":true}"#)
    }
}

/// Times as they stand in JSON.
struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_777_629_600.123, "2026-05-01T10:00:00.123Z"),
        (1_777_629_600.1239, "2026-05-01T10:00:00.123Z"),
        (1_777_629_600.999_999, "2026-05-01T10:00:00.999Z"), (951_782_399.5, "2000-02-28T23:59:59.500Z"),
    ]) func `A time is written in UTC, down to the millisecond`(seconds: Double, text: String) {
        #expect(Timestamp.text(of: Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test func `Every millisecond is written as itself`() {
        for milliseconds in 0..<1000 {
            let text = Timestamp.text(of: Date(timeIntervalSince1970: 1_777_629_600 + Double(milliseconds) / 1000))
            let digits = String(milliseconds)
            #expect(text == "2026-05-01T10:00:00.\(String(repeating: "0", count: 3 - digits.count))\(digits)Z")
        }
    }

    @Test(arguments: [
        "2026-05-01T10:00:00Z", "2026-05-01T10:00:00.000Z", "2026-05-01T12:00:00+02:00", "2026-05-01T12:00:00.000+02:00",
    ])
    func `RFC 3339 is read with and without fractions and offsets`(text: String) {
        #expect(Timestamp.date(from: text) == Date(timeIntervalSince1970: 1_777_629_600))
    }

    @Test(arguments: ["", "yesterday", "2026-05-01", "2026-13-01T10:00:00Z", "2026-05-01T10:00:00", "1777629600"])
    func `Anything else is no time`(
        text: String
    ) {
        #expect(Timestamp.date(from: text) == nil)
    }
}
