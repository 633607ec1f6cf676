/// Sequences that share their beginnings, so that all of them are looked for in one pass.
struct Trie<Symbol: Hashable & Sendable>: Sendable {
    private struct Step: Hashable, Sendable {
        let from: Int
        let symbol: Symbol
    }

    /// Where every sequence begins.
    static var root: Int { 0 }

    private var steps: [Step: Int] = [:]
    private var ends: [Int: [Int]] = [:]

    mutating func insert(_ sequence: some Sequence<Symbol>, _ value: Int) {
        let end = sequence.reduce(Self.root) { node, symbol in
            let step = Step(from: node, symbol: symbol)
            let next = steps[step] ?? steps.count + 1
            steps[step] = next
            return next
        }
        ends[end, default: []].append(value)
    }

    /// Where a symbol leads to; `nil` when no sequence goes on so.
    func node(after node: Int, _ symbol: Symbol) -> Int? { steps[Step(from: node, symbol: symbol)] }

    /// What was inserted with the sequences that end here.
    func values(at node: Int) -> [Int] { ends[node] ?? [] }

    /// What was inserted with the sequences that stand somewhere in a text. No symbol is compared more often than the longest sequence is long.
    /// - Parameters:
    ///   - mayBegin: Whether one may begin in front of a place.
    ///   - mayEnd: Whether one may end in front of a place, up to the text's end.
    func values(
        in text: [Symbol], mayBegin: (Int) -> Bool = { _ in true }, mayEnd: (Int) -> Bool = { _ in true }
    ) -> [Int] {
        guard !steps.isEmpty else { return [] }
        var values: [Int] = []
        var nodes: [Int] = []
        for (place, symbol) in text.enumerated() {
            if mayBegin(place) { nodes.append(Self.root) }
            nodes = nodes.compactMap { node(after: $0, symbol) }
            if !nodes.isEmpty, mayEnd(place + 1) { values += nodes.flatMap(self.values(at:)) }
        }
        return values
    }
}
