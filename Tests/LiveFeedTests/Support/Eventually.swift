/// What keeps a test from going on.
struct TestProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Waits until a condition holds; asks every 2 ms. The time is only a bound for failure.
func eventually(within time: Duration = .seconds(120), _ what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + time
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw TestProblem("\(what) did not hold within \(time)") }
        try await Task.sleep(for: .milliseconds(2))
    }
}
