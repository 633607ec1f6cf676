import Newsroom

/// Who reads which topic. Adding, removing and finding cost the same however many readers and topics there are.
struct TopicIndex {
    struct Member {
        let reader: ChannelReader
        /// Which of the reader's topics this is.
        let topic: Int
    }

    private(set) var all: ContiguousArray<ChannelReader> = []
    private var members: [String: ContiguousArray<Member>] = [:]

    /// The readers of a topic.
    subscript(topic: String) -> ContiguousArray<Member> { members[topic] ?? [] }

    mutating func add(_ reader: ChannelReader) {
        reader.index = all.count
        all.append(reader)
        for (number, topic) in reader.topics.enumerated() {
            reader.places[number] = members[topic]?.count ?? 0
            members[topic, default: []].append(Member(reader: reader, topic: number))
        }
    }

    mutating func remove(_ reader: ChannelReader) {
        guard reader.index < all.count, all[reader.index] === reader else { return }
        all.swapAt(reader.index, all.count - 1)
        all[reader.index].index = reader.index
        all.removeLast()
        for (number, topic) in reader.topics.enumerated() {
            remove(place: reader.places[number], from: topic)
        }
    }

    private mutating func remove(place: Int, from topic: String) {
        guard let last = members[topic]?.indices.last else { return }
        members[topic]?.swapAt(place, last)
        if let moved = members[topic]?[place] { moved.reader.places[moved.topic] = place }
        members[topic]?.removeLast()
        if members[topic]?.isEmpty == true { members[topic] = nil }
    }
}
