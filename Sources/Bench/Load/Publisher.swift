/// How events come into being.
public protocol Publisher: Sendable {
    /// Publishes events, each with its number as a marker in its data, and notes from when their latency counts; see `clock`.
    /// - Throws: When they are not published.
    func publish(_ numbers: Range<Int>, noting times: PublishTimes) async throws

    /// From when on latency counts, for people.
    var clock: String { get }
}

/// POSTs the raw payload of each event, as foreign servers take it.
public struct RawPublisher: Publisher {
    private let client: HTTPClient
    private let paths: [String]
    private let padding: String
    private let envelope: (start: String, end: String)

    /// - Parameters:
    ///   - url: Where to; `{topic}` in it stands for the topic's number, from 0.
    ///   - topicCount: Topics, between which the events go round.
    ///   - bytes: Length of a payload, about.
    ///   - envelope: What stands around the object with marker and padding.
    /// - Throws: `BenchError` when the address is none.
    public init(url: String, topicCount: Int, bytes: Int, envelope: (start: String, end: String) = ("", "")) throws {
        self.envelope = envelope
        client = try HTTPClient(url.replacing("{topic}", with: "0"))
        paths = try (0..<topicCount).map {
            try StreamTarget(url.replacing("{topic}", with: "\($0)"), form: .anyEventStream).paths[0]
        }
        padding = String(
            repeating: "x",
            count: max(0, bytes - envelope.start.utf8.count - #"{"marker":"bench-00000000","padding":""}"#.utf8.count))
    }

    /// Latency counts from before the request, so it holds the publication itself.
    public var clock: String { "sending the request" }

    /// Publishes events, one request after the other.
    public func publish(_ numbers: Range<Int>, noting times: PublishTimes) async throws {
        for number in numbers {
            times.note(number..<(number + 1), at: MonotonicTime.now)
            let payload = #"\#(envelope.start){"marker":"\#(Marker.text(number))","padding":"\#(padding)"}\#(envelope.end)"#
            let answer = try await client.send("POST", paths[number % paths.count], body: ("application/json", payload))
            guard (200..<300).contains(answer.status) else {
                throw BenchError("Publishing was answered with \(answer.status): \(answer.text.prefix(200))")
            }
        }
    }
}

/// POSTs an article for each event, as writers do.
public struct ArticlePublisher: Publisher {
    private let client: HTTPClient
    private let token: String
    private let sections: [String]
    private let standfirst: String

    /// The least that an article's event takes without its standfirst.
    private static let leastBytes = 620
    private static let maxStandfirst = 600

    /// - Parameters:
    ///   - url: Of a Courant.
    ///   - token: An editor's.
    ///   - sections: Slugs, one for each topic, between which the events go round.
    ///   - bytes: Length of an event's frame, about; 620…1,220.
    /// - Throws: `BenchError` when the address is none.
    public init(url: String, token: String, sections: [String], bytes: Int) throws {
        client = try HTTPClient(url)
        self.token = token
        self.sections = sections
        standfirst = String(
            repeating: "x", count: min(ArticlePublisher.maxStandfirst, max(0, bytes - ArticlePublisher.leastBytes)))
    }

    /// Latency counts from before the request, so it holds the whole writing of an article.
    public var clock: String { "sending the request" }

    /// Makes the sections that are not there yet.
    public func prepare() async throws {
        for section in sections {
            let answer = try await post("/v1/sections", #"{"slug":"\#(section)","title":"\#(section)"}"#)
            guard answer.status == 201 || answer.status == 409 || answer.status == 422 else { throw refusal(answer) }
        }
    }

    /// Publishes articles, one request after the other.
    public func publish(_ numbers: Range<Int>, noting times: PublishTimes) async throws {
        for number in numbers {
            times.note(number..<(number + 1), at: MonotonicTime.now)
            let answer = try await post(
                "/v1/articles",
                #"{"headline":"\#(Marker.text(number))","standfirst":"\#(standfirst)","section":"\#(sections[number % sections.count])","status":"published"}"#
            )
            guard answer.status == 201 else { throw refusal(answer) }
        }
    }

    private func post(_ path: String, _ body: String) async throws -> HTTPClient.Answer {
        try await client.send("POST", path, headers: ["Authorization: Bearer \(token)"], body: ("application/json", body))
    }

    private func refusal(_ answer: HTTPClient.Answer) -> BenchError {
        BenchError("Publishing was answered with \(answer.status): \(answer.text.prefix(300))")
    }
}
