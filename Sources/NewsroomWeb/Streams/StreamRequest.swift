import EventStreams
import HTTPTypes
import HummingbirdCore
import LiveFeed
import Newsroom

/// What a reader of the log asks for, with or without a stream.
struct StreamRequest {
    /// 1...64, each once, in the order given.
    let topics: [Topic]
    /// Where the reader was, as it says; `nil` when it says nothing.
    let lastEventID: String?
    private let acceptedCoding: ContentCoding

    /// Takes the common parameters of `/v1/stream` and `/v1/events`. `Last-Event-ID` wins over `after`.
    init(_ query: inout RequestQuery, headers: HTTPFields) {
        var topics: [Topic] = []
        let names = query.texts("topic")
        for name in names.prefix(Limits.topicCount.upperBound) {
            if let topic = Topic(name) {
                if !topics.contains(topic) { topics.append(topic) }
            } else {
                query.fault(
                    "topic",
                    "«\(name.prefix(60))» must be front, section:<slug>, article:<id>, alerts, reader:<id> or moderation")
            }
        }
        if !Limits.topicCount.contains(names.count) {
            query.fault("topic", "must stand 1...\(Limits.topicCount.upperBound) times, stands \(names.count) times")
        }
        let after = query.text("after")
        let header = headers[.lastEventID].flatMap { $0.isEmpty ? nil : $0 }
        self.topics = topics
        self.lastEventID = header ?? after
        self.acceptedCoding = ContentCoding(accepted: headers[.acceptEncoding])
    }

    /// The topics as the log knows them.
    var names: [String] { topics.map(\.description) }

    /// The REST address that holds what the topics' pages show.
    var snapshot: String {
        guard topics.count == 1, let topic = topics.first else { return "/v1/articles" }
        return switch topic {
        case .section(let slug): "/v1/articles?section=\(slug)"
        case .article(let id): "/v1/articles/\(id)"
        case .front, .alerts, .reader, .moderation: "/v1/articles"
        }
    }

    /// How the stream is to be coded. Private topics are left plain: the length of what is compressed tells of what is in it.
    func coding(_ compression: FeedConfiguration.Compression) -> ContentCoding {
        switch compression {
        case .gzip: isPublic ? acceptedCoding : .identity
        case .off: .identity
        }
    }

    /// Demands that the client takes what a stream is.
    static func requireEventStream(_ headers: HTTPFields) throws(Problem) {
        guard let accept = headers[.accept], accept != "text/event-stream" else { return }
        let types = accept.split(separator: ",").map { $0.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased() }
        guard types.contains(where: ["text/event-stream", "text/*", "*/*"].contains) else {
            throw Problem(.notAcceptable, "The stream is text/event-stream; JSON is at /v1/events")
        }
    }

    /// Whether all of the topics are everybody's.
    var isPublic: Bool { topics.allSatisfy(\.isPublic) }
}

extension HTTPField.Name {
    /// What an `EventSource` sends when it connects again. Source: WHATWG HTML section 9.2.
    static let lastEventID = HTTPField.Name("Last-Event-ID") ?? .range
}
