import Foundation
import Logging
import ServiceLifecycle
import Testing
import TestSupport

@testable import Postgres

@Suite(.timeLimit(.minutes(1)))
struct ListenerTests {
    private let channel = "news \"quoted\" \(UInt32.random(in: .min ... .max))"

    private func listener(heartbeat: Duration = .seconds(5), deadline: Duration = .seconds(3)) async throws -> PostgresListener
    {
        var configuration = try await TestCluster.shared.administration()
        configuration.applicationName = channel
        return PostgresListener(
            configuration: configuration, channel: channel, heartbeat: heartbeat, heartbeatDeadline: deadline, logger: .silent)
    }

    private func other() async throws -> PostgresConnection {
        try await PostgresConnection.connect(TestCluster.shared.administration(), logger: .tests)
    }

    private func notify(_ payload: String, _ connection: PostgresConnection) async throws {
        _ = try await connection.run("SELECT pg_notify($1, $2)", [channel, payload])
    }

    /// The backend that listens to this test's channel.
    private func backend(_ connection: PostgresConnection) async throws -> Int32 {
        try await connection.run("SELECT pid FROM pg_stat_activity WHERE application_name = $1", [channel])[0].decode("pid")
    }

    @Test func notificationsAreTold() async throws {
        var events = try await listener().events().makeAsyncIterator()
        #expect(await events.next() == .listening)
        let other = try await other()
        for payload in ["1", "ü", ""] { try await notify(payload, other) }
        #expect(await events.next() == .notified(payload: "1"))
        #expect(await events.next() == .notified(payload: "ü"))
        #expect(await events.next() == .notified(payload: ""))
    }

    @Test func heartbeatsAreUnseenAndLoseNothing() async throws {
        var events = try await listener(heartbeat: .milliseconds(5)).events().makeAsyncIterator()
        #expect(await events.next() == .listening)
        let sender = Task {
            let other = try await other()
            for number in 1...50 {
                try await notify("\(number)", other)
                try await Task.sleep(for: .milliseconds(7))
            }
        }
        for number in 1...50 { #expect(await events.next() == .notified(payload: "\(number)")) }
        try await sender.value
    }

    @Test func aKilledSessionIsLostAndThenListensAgain() async throws {
        var events = try await listener().events().makeAsyncIterator()
        #expect(await events.next() == .listening)
        let other = try await other()
        _ = try await other.run("SELECT pg_terminate_backend($1, 5000)", [try await backend(other)])
        try await notify("missed", other)
        guard case .lost? = await events.next() else {
            Issue.record("not told as lost")
            return
        }
        #expect(await events.next() == .listening)
        try await notify("heard", other)
        #expect(await events.next() == .notified(payload: "heard"))
    }

    @Test func noServerIsToldAndTriedAgain() async throws {
        let listener = PostgresListener(
            configuration: PostgresConfiguration(connectionString: "host=/nowhere"), channel: channel, logger: .silent)
        var events = listener.events().makeAsyncIterator()
        for _ in 1...3 {
            guard case .lost(let reason)? = await events.next() else {
                Issue.record("not told as lost")
                return
            }
            #expect(reason.contains("No such file or directory"))
        }
    }

    @Test(.timeLimit(.minutes(1))) func gracefulShutdownEndsItPromptly() async throws {
        let (told, tell) = AsyncStream<PostgresListener.Event>.makeStream()
        let listener = PostgresListener(
            configuration: try await TestCluster.shared.administration(), channel: channel,
            heartbeat: .seconds(600), logger: .tests
        ) { tell.yield($0) }
        let group = ServiceGroup(services: [listener], logger: .tests)
        async let run: Void = group.run()
        for await event in told {
            #expect(event == .listening)
            break
        }
        await group.triggerGracefulShutdown()
        try await run
    }
}

extension Logger {
    /// For tests that provoke warnings.
    static let silent = Logger(label: "silent", factory: { _ in SwiftLogNoOpLogHandler() })
}
