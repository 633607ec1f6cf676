import Testing

@testable import Bench

/// What a reader was told, compared with what it was owed.
struct ExactnessTests {
    private func verdicts(_ numbers: [Int], from first: Int = 1, stride: Int = 1) -> [Exactness.Verdict] {
        var exactness = Exactness(from: first, stride: stride)
        return numbers.map { exactness.note($0) }
    }

    @Test func `Each once and in order is right`() {
        #expect(verdicts([1, 2, 3]) == [.next, .next, .next])
        #expect(verdicts([7, 11, 15], from: 7, stride: 4) == [.next, .next, .next])
    }

    @Test func `What is missing, repeated or late is found`() {
        #expect(verdicts([1, 4]) == [.next, .gap(2)])
        #expect(verdicts([1, 2, 2, 1]) == [.next, .next, .repeated, .repeated])
        #expect(verdicts([1, 3, 2, 2]) == [.next, .gap(1), .late, .repeated])
        #expect(verdicts([3], from: 5) == [.repeated])
    }

    @Test func `What another topic's readers are owed is foreign`() {
        #expect(verdicts([8], from: 7, stride: 4) == [.foreign])
    }

    @Test func `What has not come is counted, in the middle and at the end`() {
        var exactness = Exactness(from: 1)
        #expect(exactness.missing(through: 0) == 0)
        for number in [1, 2, 5] { _ = exactness.note(number) }
        #expect(exactness.missing(through: 5) == 2)
        #expect(exactness.missing(through: 9) == 6)
        _ = exactness.note(4)
        #expect(exactness.missing(through: 5) == 1)
    }

    @Test(arguments: 1...5, 1...20)
    func `Events that go round are owed to one topic each`(topics: Int, first: Int) {
        for number in first..<(first + 3 * topics) {
            let owing = (0..<topics).filter { topic in
                var exactness = Exactness(owed: topic, of: topics, from: first)
                return exactness.note(number) != .foreign
            }
            #expect(owing == [number % topics])
        }
    }
}
