import ServiceLifecycle

/// Does something round after round, with a pause after each, until graceful shutdown or cancellation.
func rounds(every interval: Duration, _ round: @escaping @Sendable () async -> Void) async {
    await cancelWhenGracefulShutdown {
        while !Task.isCancelled {
            await round()
            try? await Task.sleep(for: interval)  // throws when cancelled, which the loop sees
        }
    }
}
