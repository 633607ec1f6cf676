/// Waits until a condition holds; asks every 5 ms.
/// - Throws: `TestProblem` when the time has passed, and what the condition throws.
public func eventually(
    within time: Duration = .seconds(10), _ what: String = "a condition", _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + time
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw TestProblem("\(what) did not hold within \(time)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
