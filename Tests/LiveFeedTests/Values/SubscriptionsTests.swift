import EventStreams
@testable import LiveFeed
import Testing

@Suite struct SubscriptionsTests {
    @Test(arguments: 0..<10)
    func agreesWithAModelWhateverComesAndGoes(_ seed: Int) {
        let names = (0..<8).map { "topic:\($0)" }
        var subscriptions = Subscriptions()
        var places: [Int32: Subscriptions.Place] = [:]
        var model: [Int32: Subscriptions.Wish] = [:]
        for _ in 0..<600 {
            if model.isEmpty || Int.random(in: 0..<5) < 3 {
                let topics = Array(names.shuffled().prefix(.random(in: 1...4)))
                let member = (0...).first { model[$0] == nil } ?? 0
                let coding = ContentCoding.allCases.randomElement() ?? .identity
                places[member] = subscriptions.add(member, topics: topics + topics.prefix(1), coding)
                model[member] = Subscriptions.Wish(topics: topics.sorted(), coding: coding)
            } else if let member = model.keys.randomElement(), let place = places.removeValue(forKey: member) {
                model[member] = nil
                if let moved = subscriptions.remove(at: place) { places[moved] = place }
            }
            #expect(subscriptions.count == Set(model.values).count)
            let entries = (0..<Int.random(in: 1...3)).map { _ in Array(names.shuffled().prefix(.random(in: 0...3))) }
            var told: [Int32: [Int]] = [:]
            for delivery in subscriptions.deliveries(of: entries) {
                for member in subscriptions.members(of: delivery.subscription) { told[member, default: []] += delivery.entries }
            }
            var due: [Int32: [Int]] = [:]
            for (member, wish) in model {
                for (number, entry) in entries.enumerated() where !Set(wish.topics).isDisjoint(with: entry) {
                    due[member, default: []].append(number)
                }
            }
            #expect(told == due)
        }
    }

    @Test func whoAsksForTheSameInAnotherOrderSharesASubscription() {
        var subscriptions = Subscriptions()
        let first = subscriptions.add(1, topics: ["a", "b"], .gzip)
        let second = subscriptions.add(2, topics: ["b", "a", "b"], .gzip)
        #expect(first.subscription == second.subscription)
        #expect(subscriptions.count == 1)
        #expect(subscriptions.wish(of: first.subscription) == .init(topics: ["a", "b"], coding: .gzip))
    }

    @Test func whoTakesAnotherCodingDoesNotShareIt() {
        var subscriptions = Subscriptions()
        let first = subscriptions.add(1, topics: ["a"], .identity)
        let second = subscriptions.add(2, topics: ["a"], .gzip)
        #expect(first.subscription != second.subscription)
        #expect(subscriptions.deliveries(of: [["a"]]).count == 2)
    }

    @Test func aTopicThatNobodyReadsCostsNoDelivery() {
        var subscriptions = Subscriptions()
        let place = subscriptions.add(1, topics: ["a"], .identity)
        #expect(subscriptions.deliveries(of: [["b"], []]).isEmpty)
        #expect(subscriptions.remove(at: place) == nil)
        #expect(subscriptions.deliveries(of: [["a"]]).isEmpty)
        #expect(subscriptions.count == 0)
    }
}
