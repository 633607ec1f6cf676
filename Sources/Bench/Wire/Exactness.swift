/// Whether one reader is told every event once, in order. Every reader is owed each `stride`th number.
package struct Exactness: Sendable {
    /// What a number's arrival says.
    package enum Verdict: Equatable {
        /// As it should be.
        case next
        /// So many before it have not come.
        case gap(Int)
        /// It came after a later one.
        case late
        /// It had come before.
        case repeated
        /// It is another topic's, or nobody's.
        case foreign
    }

    /// The number that should come next.
    package private(set) var next: Int
    private let stride: Int
    /// Numbers that were passed over. Nearly always empty, and then without an allocation.
    private var gaps: Set<Int> = []

    /// - Parameters:
    ///   - first: The first number owed.
    ///   - stride: Distance of the numbers owed.
    package init(from first: Int, stride: Int = 1) {
        self.next = first
        self.stride = stride
    }

    /// Notes an arrival.
    package mutating func note(_ number: Int) -> Verdict {
        guard (number - next).isMultiple(of: stride) else { return .foreign }
        if number == next {
            next += stride
            return .next
        }
        if number > next {
            let missing = Swift.stride(from: next, to: number, by: stride)
            gaps.formUnion(missing)
            defer { next = number + stride }
            return .gap((number - next) / stride)
        }
        return gaps.remove(number) == nil ? .repeated : .late
    }

    /// How many have not come, of those up to a number.
    package func missing(through last: Int) -> Int {
        gaps.count + (last >= next ? (last - next) / stride + 1 : 0)
    }
}
