import EventStreams
import Newsroom

/// Who asked for which topics in which coding. Readers that asked for the same share a subscription: each costs a number here,
/// and what is due to them is found, and put together, once.
///
/// Adding, removing and finding cost the same however many readers, subscriptions and topics there are.
struct Subscriptions {
    /// A reader, as its shard numbers it.
    typealias Member = Int32
    typealias ID = Int32

    /// Where a reader stands.
    struct Place: Equatable {
        let subscription: ID
        var index: Int32
    }

    /// What some readers are due.
    struct Delivery {
        let subscription: ID
        /// Of the entries that were asked about: which ones, in order.
        var entries: [Int]
    }

    /// What readers of one subscription have in common.
    struct Wish: Hashable {
        /// Sorted, each once.
        let topics: [String]
        let coding: ContentCoding
    }

    private struct Subscription {
        var wish: Wish
        var members: ContiguousArray<Member> = []
        /// Where it stands in the list of each of its topics.
        var places: [Int]
        /// Its delivery in the pass that is being put together, and the last entry in that.
        var delivery = -1
        var lastEntry = -1
    }

    private struct Link {
        let subscription: ID
        /// Which of the subscription's topics this is.
        let topic: Int
    }

    private var subscriptions: ContiguousArray<Subscription> = []
    private var free: [ID] = []
    private var ids: [Wish: ID] = [:]
    private var links: [String: ContiguousArray<Link>] = [:]

    /// Different wishes that somebody has.
    var count: Int { ids.count }

    /// The readers of a subscription.
    func members(of id: ID) -> ContiguousArray<Member> { subscriptions[Int(id)].members }

    /// What a subscription is for.
    func wish(of id: ID) -> Wish { subscriptions[Int(id)].wish }

    // MARK: Readers come and go

    /// Adds a reader of some topics; their order and repetitions do not matter.
    mutating func add(_ member: Member, topics: [String], _ coding: ContentCoding) -> Place {
        let id = id(of: Wish(topics: topics.count == 1 ? topics : Set(topics).sorted(), coding: coding))
        subscriptions[Int(id)].members.append(member)
        return Place(subscription: id, index: Int32(subscriptions[Int(id)].members.count - 1))
    }

    /// Takes a reader out.
    /// - Returns: The reader that stands in its place now, if another one has been moved there.
    mutating func remove(at place: Place) -> Member? {
        let id = place.subscription
        let last = subscriptions[Int(id)].members.removeLast()
        if Int(place.index) < subscriptions[Int(id)].members.count {
            subscriptions[Int(id)].members[Int(place.index)] = last
            return last
        }
        if subscriptions[Int(id)].members.isEmpty { release(id) }
        return nil
    }

    private mutating func id(of wish: Wish) -> ID {
        if let id = ids[wish] { return id }
        let id = free.popLast() ?? ID(subscriptions.count)
        var places: [Int] = []
        for (number, topic) in wish.topics.enumerated() {
            places.append(links[topic]?.count ?? 0)
            links[topic, default: []].append(Link(subscription: id, topic: number))
        }
        let subscription = Subscription(wish: wish, places: places)
        if id < ID(subscriptions.count) { subscriptions[Int(id)] = subscription } else { subscriptions.append(subscription) }
        ids[wish] = id
        return id
    }

    private mutating func release(_ id: ID) {
        let gone = subscriptions[Int(id)]
        for (topic, place) in zip(gone.wish.topics, gone.places) { unlink(place, from: topic) }
        subscriptions[Int(id)] = Subscription(wish: Wish(topics: [], coding: .identity), places: [])
        ids[gone.wish] = nil
        free.append(id)
    }

    private mutating func unlink(_ place: Int, from topic: String) {
        guard let last = links[topic]?.popLast() else { return }
        if place < links[topic]?.count ?? 0 {
            links[topic]?[place] = last
            subscriptions[Int(last.subscription)].places[last.topic] = place
        }
        if links[topic]?.isEmpty == true { links[topic] = nil }
    }

    // MARK: What is due

    /// Finds who is due which of some entries. An entry of several topics stands once in each delivery.
    /// - Parameter topics: Of each entry, in order.
    mutating func deliveries(of topics: some Sequence<[String]>) -> [Delivery] {
        var deliveries: [Delivery] = []
        for (entry, topics) in topics.enumerated() {
            for topic in topics {
                for link in links[topic] ?? [] where subscriptions[Int(link.subscription)].lastEntry != entry {
                    let id = link.subscription
                    subscriptions[Int(id)].lastEntry = entry
                    if subscriptions[Int(id)].delivery < 0 {
                        subscriptions[Int(id)].delivery = deliveries.count
                        deliveries.append(Delivery(subscription: id, entries: [entry]))
                    } else {
                        deliveries[subscriptions[Int(id)].delivery].entries.append(entry)
                    }
                }
            }
        }
        for delivery in deliveries {
            subscriptions[Int(delivery.subscription)].delivery = -1
            subscriptions[Int(delivery.subscription)].lastEntry = -1
        }
        return deliveries
    }
}
