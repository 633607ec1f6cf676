import EventStreams
@testable import LiveFeed
import NIOCore
import NIOEmbedded
import Newsroom
import Testing

@Suite struct TopicIndexTests {
    @Test(arguments: 0..<10)
    func agreesWithAModelWhateverComesAndGoes(_ seed: Int) {
        let names = (0..<8).map { "topic:\($0)" }
        let channel = EmbeddedChannel()
        // It refers to itself until it is closed; there is nothing in it.
        defer { _ = try? channel.finish() }
        var index = TopicIndex()
        var model: [ChannelReader] = []
        for _ in 0..<400 {
            if model.isEmpty || Int.random(in: 0..<5) < 3 {
                let topics = Array(names.shuffled().prefix(.random(in: 1...5)))
                let stream = OpenStream(
                    topics: topics, address: "::1", position: .zero, generation: 0, body: StreamBody(.identity))
                let reader = ChannelReader(stream, outlet: .parts(channel)) { _ in }
                index.add(reader)
                model.append(reader)
            } else {
                let reader = model.remove(at: .random(in: model.indices))
                index.remove(reader)
                if Bool.random() { index.remove(reader) }
            }
            #expect(Set(index.all.map(ObjectIdentifier.init)) == Set(model.map(ObjectIdentifier.init)))
            for name in names {
                let members = index[name].map { ObjectIdentifier($0.reader) }
                #expect(members.count == Set(members).count)
                #expect(Set(members) == Set(model.filter { $0.topics.contains(name) }.map(ObjectIdentifier.init)))
            }
        }
        for reader in model { index.remove(reader) }
        #expect(index.all.isEmpty && names.allSatisfy { index[$0].isEmpty })
    }
}
