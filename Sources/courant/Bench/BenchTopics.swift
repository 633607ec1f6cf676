/// Between which events go round, and over which readers are spread: number n is the topic n mod count's.
struct BenchTopics: Sendable {
    let count: Int

    /// Slugs of their sections. None is a number's marker.
    var sections: [String] { count == 1 ? ["world"] : (0..<count).map { "topic-\($0)" } }

    /// As the stream knows them.
    var names: [String] { count == 1 ? ["front"] : sections.map { "section:\($0)" } }

    var streamPaths: [String] { names.map { "/v1/stream?topic=\($0)" } }

    var pollPaths: [String] { names.map { "/v1/events?topic=\($0)&limit=1000" } }

    /// How many of some readers are told a number.
    func readers(of number: Int, among count: Int) -> Int {
        count / self.count + (number % self.count < count % self.count ? 1 : 0)
    }

    /// Deliveries owed for some numbers.
    func deliveries(of numbers: Range<Int>, to readers: Int) -> Int {
        numbers.reduce(0) { $0 + self.readers(of: $1, among: readers) }
    }
}
