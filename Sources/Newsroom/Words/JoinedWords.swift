/// Finds words whose letters stand apart.
enum JoinedWords {
    /// Letters of one word.
    private static let letters = 3...80

    /// - Parameter runs: Where letters stand, in order.
    static func find(_ runs: [Range<Int>], in scalars: [Unicode.Scalar]) -> [ScannedText.Word] {
        var found: [ScannedText.Word] = []
        var start = 0
        for end in runs.indices.map({ $0 + 1 }) {
            if end < runs.count, isJoined(scalars[runs[end - 1].upperBound..<runs[end].lowerBound], runs[end - 1], runs[end]) {
                continue
            }
            found += words(of: start..<end, runs, scalars)
            start = end
        }
        return found
    }

    /// What stands apart as one word; «a» and «I» before or behind it may be words of their own.
    private static func words(of places: Range<Int>, _ runs: [Range<Int>], _ scalars: [Unicode.Scalar]) -> [ScannedText.Word] {
        guard places.count >= 2, places.reduce(0, { $0 + runs[$1].count }) <= letters.upperBound else { return [] }
        let starts = runs[places.lowerBound].count == 1 ? 0...1 : 0...0
        let ends = runs[places.upperBound - 1].count == 1 ? 0...1 : 0...0
        return starts.flatMap { start in
            ends.compactMap { end in
                let inner = places.dropFirst(start).dropLast(end)
                let joined = inner.flatMap { scalars[runs[$0]] }
                return letters.contains(joined.count) ? ScannedText.Word(places: inner, reading: .apart(joined)) : nil
            }
        }
    }

    /// Single letters are joined over blanks and one sign; longer pieces over one sign without a blank.
    private static func isJoined(_ gap: ArraySlice<Unicode.Scalar>, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard (1...3).contains(gap.count), !gap.contains("\n") else { return false }
        if left.count == 1, right.count == 1 { return true }
        return gap.count == 1 && gap.first.map { "-_.·•*~'`/|,+=".unicodeScalars.contains($0) } ?? false
    }
}
